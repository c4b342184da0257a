"""N06xx: notes, about what cellc read into a text that leaves something open."""

from cellc.diagnostics.explanations.explanation import Explanation

NOTES: dict[str, Explanation] = {
    "N0601": Explanation(
        "Two parameters are only ever added to each other, or one is added twice, so "
        "one parameter would compute the same. Libraries keep two biases for each gate "
        "because theirs are stored beside two matrices; to match their parameters, "
        "keep both.",
        bad="h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)",
        good="h_t = tanh(W_ih x_t + W_hh h_{t-1} + b_h)",
    ),
    "N0602": Explanation(
        "One parameter stands in several equations. It is one array, and its gradient "
        "is the sum over its uses. If each equation is to have its own, label them.",
        bad="z_t = σ(W x_t + b)\nh_t = z_t ⊙ h_{t-1} + tanh(U x_t + b)",
        good="z_t = σ(W x_t + b_z)\nh_t = z_t ⊙ h_{t-1} + tanh(U x_t + b_h)",
    ),
    "N0603": Explanation(
        "Words between the equations of a text that was pasted are no equations and "
        "are left out. Look whether the part that is marked is such words; if it is an "
        "equation, it has no `=`. A comment starts with `#` and is never mentioned.",
        bad="Forget gate\nf_t = σ(W_f x_t)\nh_t = f_t ⊙ h_{t-1} + x_t",
        good="# Forget gate\nf_t = σ(W_f x_t)\nh_t = f_t ⊙ h_{t-1} + x_t",
    ),
    "N0604": Explanation(
        "A name without time index is defined from what varies with time, or is the "
        "only one that can be the input. It is read as its value at t. Write the index "
        "where it is meant.",
        bad="f = σ(W x_t)\nh_t = f ⊙ h_{t-1} + x_t",
        good="f_t = σ(W x_t)\nh_t = f_t ⊙ h_{t-1} + x_t",
    ),
    "N0605": Explanation(
        "The text writes vectors as rows, with the matrix behind them. Here vectors "
        "are columns, so each such product is turned around: `x W` is computed as W^T "
        "x. Parameters keep the shape that the text gives them.",
        bad="h_t = tanh(x_t W + h_{t-1} U)",
        good="h_t = tanh(W^T x_t + U^T h_{t-1})",
    ),
    "N0606": Explanation(
        "The name on the left stands on the right at the same step. The equation is "
        "linear in it, component by component, so it is solved for it; the message has "
        "the result, which is what is computed. Write t-1 if the value of the step "
        "before was meant.",
        bad="h_t = h_{t-1} + x_t - γ h_t\nwhere\n  γ ∈ ℝ = 0.1",
        good="h_t = h_{t-1} + x_t - γ h_{t-1}\nwhere\n  γ ∈ ℝ = 0.1",
    ),
    "N0609": Explanation(
        "The operator has several meanings in papers; here the shapes of its sides "
        "leave one. `⊗` between two vectors of one size is read as the elementwise "
        "product. Write ⊙ for it, and a b^T for the outer product.",
        bad="f_t = σ(W x_t)\nh_t = f_t ⊗ h_{t-1} + x_t",
        good="f_t = σ(W x_t)\nh_t = f_t ⊙ h_{t-1} + x_t",
    ),
    "N0610": Explanation(
        "In a text about layers on top of one another, what comes from the layer below "
        "is an input of this one. One layer is compiled; stack several by giving the "
        "output of one to the next.",
        bad="h_t^l = tanh(W^l h_{t-1}^l + U^l h_t^{l-1})",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "N0611": Explanation(
        "Two letters that are written together are one name, unless the text uses each "
        "of them alone and not the two: then they are a product. Put a space between "
        "them.",
        bad="h_t = tanh(Wh_{t-1} + U x_t)",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "N0612": Explanation(
        "Nothing uses the last value of a chain that starts at the output of the cell: "
        "it is a readout, and is returned beside that output. So is what the text "
        "calls an output, and a y that is made of values of the cell. A line `output "
        "y_t` in the where block says which values are wanted.",
        bad="h_t = tanh(W h_{t-1} + U x_t)\ny_t = V h_t + c",
        good="h_t = tanh(W h_{t-1} + U x_t)\ny_t = V h_t + c\nwhere\n  output y_t",
    ),
    "N0613": Explanation(
        "A capital I that nothing defines or declares is the identity matrix, of the "
        "size that is needed. A parameter of this name is declared: I ∈ ℝ^{h×h}.",
        bad="h_t = (W - I) h_{t-1} + U x_t",
        good="h_t = W h_{t-1} - h_{t-1} + U x_t",
    ),
    "N0615": Explanation(
        "Between the name on the left and the expression on the right stands a "
        "function that nothing defines, with its argument: another way to say what is "
        "computed. It is read over. A function that is used elsewhere too is defined "
        "by an equation of its own.",
        bad="z_t = Φ(x_t) = tanh(W x_t)\nh_t = z_t ⊙ h_{t-1} + x_t",
        good="z_t = tanh(W x_t)\nh_t = z_t ⊙ h_{t-1} + x_t",
    ),
    "N0614": Explanation(
        "The one name with a time index that no equation defines is the input, and the "
        "equations read it at earlier steps as well: the cell keeps it for that long. "
        "Where several names have no equation, say which of them are inputs.",
        bad="h_t = tanh(W h_{t-1} + U x_t + V x_{t-1})",
        good="h_t = tanh(W h_{t-1} + U x_t + V x_{t-1})\nwhere\n  x_t ∈ ℝ^x is input",
    ),
    "N0616": Explanation(
        "A shape is given for `W`, which no equation has, and the equations have W_f, "
        "W_i and others: it seems to speak of all of them. Their shapes follow from "
        "the equations, and the line is not needed.",
        bad="f_t = σ(W_f x_t + U_f h_{t-1})\nh_t = f_t ⊙ h_{t-1} + W_h x_t\nwhere\n"
        "  W ∈ ℝ^{h×x}",
        good="f_t = σ(W_f x_t + U_f h_{t-1})\nh_t = f_t ⊙ h_{t-1} + W_h x_t\nwhere\n"
        "  W_f ∈ ℝ^{h×x}",
    ),
    "N0617": Explanation(
        "The text writes the step as the last letter of its names, without a mark, and "
        "no other index of time: Ht is H_t and Ht-1 is H_{t-1}. Read as `Ht` less one "
        "the equation would define a name by itself at one step.",
        bad="zt = sigmoid(W xt + U ht-1)\nht = (1 - zt) * ht-1 + zt * tanh(V xt)",
        good="z_t = sigmoid(W x_t + U h_{t-1})\n"
        "h_t = (1 - z_t) * h_{t-1} + z_t * tanh(V x_t)",
    ),
    "N0618": Explanation(
        "A letter that could be the time or a transpose can only be a label here: t "
        "where another letter stands with ±1 and on left sides, and T above a name "
        "whose other form, without it, has an equation of its own. So is the letter of "
        "an index, `for i = 1..2`, in an equation whose left side has not the index.",
        bad="h_k = tanh(W x_k + U h_{k-1} + b_t)",
        good="h_k = tanh(W x_k + U h_{k-1} + b)",
    ),
    "N0619": Explanation(
        "Papers write what they make of the last state at t-1 as well. Where such a "
        "name stands at t-1 everywhere, on its left side too, it is another name for "
        "the same value at t. A name that also stands at another step is refused on "
        "that left side.",
        bad="g_{t-1} = σ(V x_t) ⊙ h_{t-1}\nh_t = tanh(W g_{t-1} + U x_t)",
        good="g_t = σ(V x_t) ⊙ h_{t-1}\nh_t = tanh(W g_t + U x_t)",
    ),
    "N0622": Explanation(
        "The state is written at the next step on its left side, and a readout beside "
        "it is made of the state as it was before. The text is followed: after one "
        "step the output of the state holds the new value, and the readout belongs to "
        "the old one. A readout of the new state is written at the next step too.",
        bad="x_{t+1} = tanh(W x_t + U u_t)\ny_t = C x_t\nwhere\n  output x_{t+1}, y_t",
        good="x_{t+1} = tanh(W x_t + U u_t)\ny_{t+1} = C x_{t+1}\nwhere\n"
        "  output x_{t+1}, y_{t+1}",
    ),
    "N0623": Explanation(
        "In texts on filters z_{t|t-1} is the value at t that is predicted from what "
        "is known at t-1, and z_{t|t} the one that is corrected by what comes at t. "
        "The step in front of the bar is the index. What stands behind the bar tells "
        "two names apart: z_{t|t} and z_{t-1|t-1} are one name at two steps, with the "
        "label post; z_{t|t-1} and z_{t+1|t} are another one, with the label prior.",
        bad="z_{t|t-1} = A z_{t-1|t-1}\nz_{t|t} = z_{t|t-1} + K @ (y_t - z_{t|t-1})",
        good="z_{prior,t} = A z_{post,t-1}\n"
        "z_{post,t} = z_{prior,t} + K @ (y_t - z_{prior,t})",
    ),
    "N0630": Explanation(
        "One letter stands with and without a time index. Without it, it has an "
        "equation that does not vary with time, or is declared as a constant or a "
        "parameter; with it, it has an equation. So they are two names.",
        bad="a = σ(p)\na_t = a ⊙ σ(W x_t)\nh_t = a_t ⊙ h_{t-1}\nwhere\n  p ∈ ℝ^h",
        good="q = σ(p)\na_t = q ⊙ σ(W x_t)\nh_t = a_t ⊙ h_{t-1}\nwhere\n  p ∈ ℝ^h",
    ),
    "N0620": Explanation(
        "A tuple behind a matrix, and a double bar between two values, are read as the "
        "concatenation: neither has another meaning there. Two double bars among "
        "values can be a norm, and are refused. Square brackets always concatenate. "
        "A text that says what its sign means, `where ‖ denotes concatenation`, is "
        "believed.",
        bad="h_t = tanh(W (h_{t-1}, x_t))",
        good="h_t = tanh(W [h_{t-1}; x_t])",
    ),
    "N0645": Explanation(
        "Two equations say the same of one name in the same words, as where a sentence "
        "repeats one of a display. It is read once. Two that differ are refused.",
        bad="h_t = tanh(W h_{t-1} + U x_t)\nh_t = tanh(W h_{t-1} + U x_t)",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "N0640": Explanation(
        "An equation with several right sides defines the name by one of them and says "
        "that the others are the same. That was checked with numbers, the equations of "
        "the names in them put in. The last one is computed; the first ones, if a name "
        "that has an equation stands in them alone.",
        bad="f_t = σ(W x_t)\nh_t = f_t h_{t-1} + (1 - f_t) x_t "
        "= x_t + f_t (h_{t-1} - x_t)",
        good="f_t = σ(W x_t)\nh_t = x_t + f_t (h_{t-1} - x_t)",
    ),
    "N0642": Explanation(
        "Bars around a vector divide something, or stand around a letter that is set "
        "as a vector. They are read as the absolute values of its components. Write "
        "`‖x‖` or `norm(x)` for the length of the vector, and `abs(x)` for absolute "
        "values.",
        bad="\\mathbf{h}_t = \\tanh(W |\\mathbf{x}_t| + U \\mathbf{h}_{t-1})",
        good="\\mathbf{h}_t = \\tanh(W abs(\\mathbf{x}_t) + U \\mathbf{h}_{t-1})",
    ),
    "N0650": Explanation(
        "No equation of the text stands outside of its comments, as where a comment of "
        "a program was copied. The signs in front of the lines are passed over, and "
        "the comments are the text. Take the signs away, or write an equation without "
        "one: then a comment is a comment.",
        bad="# h_t = tanh(W h_{t-1} + U x_t)",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "N0651": Explanation(
        "The lines of a text end with numbers that count up, 1, 2, 3, as the numbers "
        "of equations do that lost their brackets when they were copied. A factor "
        "stands in front of what it multiplies, so they are passed over. One number "
        "alone is refused, as it can be a power too.",
        bad="f_t = σ(W x_t + U h_{t-1}) 1\nh_t = f_t h_{t-1} + (1 - f_t) x_t 2",
        good="f_t = σ(W x_t + U h_{t-1})   (1)\n"
        "h_t = f_t h_{t-1} + (1 - f_t) x_t   (2)",
    ),
    "N0621": Explanation(
        "A vector that is not declared gives its size its own name: x_t has size x. "
        "Where an input is declared to have the size x, the name is taken, and x_t has "
        "a size of its own, unless the equations make both equal. Give the size of the "
        "input another name, or declare the vector.",
        bad="x_t = x_{t-1} + W I_t\nwhere\n  I_t ∈ ℝ^x is input",
        good="x_t = x_{t-1} + W I_t\nwhere\n  I_t ∈ ℝ^m is input",
    ),
    "N0627": Explanation(
        "Plain text cannot set a hat above a letter and has it behind, h_t^ or h^_t. "
        "Where an equation defines a name written so, the hat belongs to its letter: "
        "without it the name would be that of another value.",
        bad="h_t^ = tanh(W x_t + U h_{t-1})\nz_t = σ(V x_t)\n"
        "h_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ h_t^",
        good="ĥ_t = tanh(W x_t + U h_{t-1})\nz_t = σ(V x_t)\n"
        "h_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ ĥ_t",
    ),
    "N0661": Explanation(
        "An equation in a sentence, `where α = Δt/τ is the leak`, defines its name "
        "like any other. It is not read where the `where` block or --define says what "
        "the name is, which goes before it, or where no equation uses the name. A "
        "number or a function that contradicts the block is refused.",
        bad="h_t = (1 - α) h_{t-1} + α tanh(W x_t)\n"
        "with $α = Δt / τ$ for the leak.\nwhere\n  α ∈ ℝ = 0.2",
        good="h_t = (1 - α) h_{t-1} + α tanh(W x_t)\nwhere\n  α ∈ ℝ = 0.2",
    ),
    "N0662": Explanation(
        "A text with vectors as rows often declares all sequences of a batch at once, "
        "X_t ∈ ℝ^{n×d} for n rows. Where every name that varies with time has these "
        "rows, and nothing else has, each is read as the vector of one sequence; the "
        "generated module has the batch as a further axis everywhere.",
        bad="H_t = tanh(X_t W + H_{t-1} U + b)\nwhere\n  X_t ∈ ℝ^{n×d}\n"
        "  H_t ∈ ℝ^{n×h}",
        good="h_t = tanh(W x_t + U h_{t-1} + b)\nwhere\n  x_t ∈ ℝ^d\n  h_t ∈ ℝ^h",
    ),
    "N0664": Explanation(
        "Where a text sets its equations apart, these are the cell. A sentence beside "
        "them may say what a name is, `where $φ = \\tanh$`, but it does not define "
        "anew what they define, and a sentence about a case or the beginning of "
        "training, `Setting $U = 0$ recovers ...`, does not fix a parameter.",
        bad="h_t = tanh(W x_t + U h_{t-1})\n"
        "Setting $U = 0$ recovers a layer without memory.",
        good="h_t = tanh(W x_t + U h_{t-1})",
    ),
    "N0665": Explanation(
        "Of a document only the display with the cell is read, and what the text "
        "beside it, up to the next heading, display or environment, says of its names: "
        "where the display alone is not enough, or is another cell with it, because a "
        "sentence says what a function, a number or a sign is. A sentence that cannot "
        "be read is left out.",
        bad="\\section{Model}\n\\[ h_t = g(W x_t + a h_{t-1}) \\]\n"
        "where $g = \\tanh$ and $a = \\sigma(\\lambda)$ with "
        "$\\lambda \\in \\mathbb{R}$.",
        good="h_t = tanh(W x_t + a h_{t-1})\na = σ(λ)\nwhere\n  λ ∈ ℝ",
    ),
    "N0668": Explanation(
        "A sentence beside the equations chooses a number for a name of theirs, `we "
        "set a = 0.1` or `the rate is a = 0.1`. It is read as this number, and is no "
        "parameter, unless the `where` block says something of the name. Zero and "
        "biases are not, as these may be first values or a special case.",
        bad="\\[ h_t = h_{t-1} + a \\tanh(W x_t) \\]\nWe set $a = 0.1$.",
        good="h_t = h_{t-1} + a tanh(W x_t)\nwhere\n  a = 0.1",
    ),
    "N0669": Explanation(
        "The equations apply a name that nothing defines, or σ, and a sentence states "
        "which function it is: `f is the softmax function`, `with g the hyperbolic "
        "tangent`, `we use ReLU as the activation σ`. "
        "It is read as that, unless the `where` block says otherwise. Sentences that "
        "speak of a case or of several functions, or of `a sigmoid function`, are not "
        "believed.",
        bad="\\[ h_t = g(W x_t + U h_{t-1}) \\]\nwhere $g$ is the tanh function.",
        good="h_t = g(W x_t + U h_{t-1})\nwhere\n  g = tanh",
    ),
    "N0670": Explanation(
        "A sentence considers a system and gives its equations, and the equations that "
        "are set apart have states of their own and none of the system's, as those of "
        "an observer. These are the cell; what they have of the system, such as its "
        "measured output, is an input.",
        bad="Consider the system $x_{k+1} = A x_k$, $y_k = C x_k$.\n"
        "\\[ z_{k+1} = A z_k + L (y_k - C z_k) \\]",
        good="z_{k+1} = A z_k + L·(y_k - C z_k)",
    ),
    "N0667": Explanation(
        "Displays of one section of a document are taken as one cell where each that "
        "looks like a cell uses names that the others define, and none is defined "
        "twice. With them are taken those that define names for them, and those that "
        "only use their names, such as a readout. In doubt they are listed (E0109).",
        bad="\\section{Model}\n\\[ h_t = z_t h_{t-1} + x_t \\]\n"
        "with\n\\[ z_t = \\sigma(W x_t + U h_{t-1}) \\]",
        good="h_t = z_t h_{t-1} + x_t\nz_t = σ(W x_t + U h_{t-1})",
    ),
    "N0624": Explanation(
        "An e that is added in the argument of a logarithm is Euler's number, where "
        "the text neither declares an e nor uses it elsewhere.",
        bad="h_t = h_{t-1} / log(e + d_t) + W x_t",
        good="h_t = h_{t-1} / log(exp(1) + d_t) + W x_t",
    ),
    "N0663": Explanation(
        "What is copied from the page of an encyclopedia has each formula twice, as "
        "symbols and as `{\\displaystyle ...}`. The symbols are left out where they "
        "have the letters of the formula behind them, and are refused where not.",
        bad="h t = tanh ⁡ ( W x t + h t − 1 ) "
        "{\\displaystyle h_{t}=\\tanh(W x_{t}+h_{t-1})}",
        good="{\\displaystyle h_{t}=\\tanh(W x_{t}+h_{t-1})}",
    ),
    "N0690": Explanation(
        "π without an index is the number, where neither an equation nor the `where` "
        "block says that it is a name. With an index (`π_t`, weights of a mixture) it "
        "is a name everywhere.",
        bad="h_t = tanh(W h_{t-1} + sin(2 π x_t))",
        good="h_t = tanh(W h_{t-1} + sin(2 π x_t))\nwhere\n  π = 3.141592653589793",
    ),
    "N0680": Explanation(
        "In a remainder or a comparison `t` is the number of the step: 1 at the first, "
        "counted in a scalar state that `forward` hands on to the next call. Where a "
        "time comes with the data, write it as an input with an index.",
        bad="h_t = \\begin{cases} \\tanh(W x_t + U h_{t-1}) & t \\bmod 4 = 0 \\\\ "
        "h_{t-1} & \\text{otherwise} \\end{cases}",
        good="h_t = \\begin{cases} \\tanh(W x_t + U h_{t-1}) & t \\bmod 4 = 0 \\\\ "
        "h_{t-1} & \\text{otherwise} \\end{cases}\nwhere\n  t ∈ ℝ is step",
    ),
    "N0681": Explanation(
        "The last of several cases has a condition of its own, and it is not shown "
        "that one of the conditions always holds. The last value is taken wherever no "
        "other condition holds, as if `otherwise` stood there.",
        bad="h_t = h_{t-1} + \\begin{cases} x_t & x_t > 0 \\\\ 0 & x_t < -1 "
        "\\end{cases}",
        good="h_t = h_{t-1} + \\begin{cases} x_t & x_t > 0 \\\\ 0 & "
        "\\text{otherwise} \\end{cases}",
    ),
    "N0682": Explanation(
        "An index that runs over known numbers, `for l = 1..L` with `L = 3`, is a "
        "label: the equation is written out once for each number, and so are sums over "
        "such an index. A parameter with the index is one of its own for each.",
        bad="s^{(0)}_t = h_{t-1}\ns^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t), l = 1, …, L\n"
        "h_t = s^{(L)}_t + U x_t\nwhere\n  L = 2",
        good="a_t = tanh(W_1 h_{t-1})\nb_t = tanh(W_2 a_t)\nh_t = b_t + U x_t",
    ),
    "N0683": Explanation(
        "Every name beside time has a second argument, `M(t,f)`, and only the first is "
        "moved: the second counts components, as frequency channels or neurons. Names "
        "with it are vectors, and the equations hold for each component.",
        bad="M(t,f) = (1-s) M(t-1,f) + s E(t,f)\nwhere\n  s = 0.1",
        good="M(t) = (1-s) M(t-1) + s E(t)\nwhere\n  s = 0.1\n  M ∈ ℝ^f",
    ),
    "N0684": Explanation(
        "In equations for one component a name as matrices have, with the index of the "
        "component alone, `W_i z_t`, is a row of the matrix W where what stands behind "
        "it is a vector without an index: the equations say W z_t.",
        bad="z_t = [x_t, h_{t-1}]\nh_{t,i} = σ(W_i z_t)",
        good="z_t = [x_t, h_{t-1}]\nh_t = σ(W z_t)",
    ),
    "N0685": Explanation(
        "The size between two matrices is free where no input and no state has it. "
        "Where a bias has it, as in a perceptron with one hidden layer, it is called "
        "as the bias is: whoever calls `init` chooses it by that name.",
        bad="h_t = V tanh(W h_{t-1} + U x_t + b) + c",
        good="h_t = V tanh(W h_{t-1} + U x_t + b) + c\nwhere\n  b ∈ ℝ^m",
    ),
    "N0686": Explanation(
        "The numbers on a diagonal are written one by one, `diag(a_1, ..., a_n)`: the "
        "first and the last differ in their index alone. They are the components of "
        "the vector a, which is a parameter where nothing defines it.",
        bad="h_t = A h_{t-1} + B x_t\nA = diag(a_1, ..., a_n)",
        good="h_t = A h_{t-1} + B x_t\nA = diag(a)",
    ),
    "N0687": Explanation(
        "A sentence says that a matrix is diagonal by what stands on its diagonal, "
        "`where $A = \\mathrm{diag}(a)$`. It is read as that: the parameter is the "
        "vector a, and products with A multiply component by component.",
        bad="$$h_t = A h_{t-1} + B x_t$$\nwhere $A = \\mathrm{diag}(a)$.",
        good="h_t = a ⊙ h_{t-1} + B x_t",
    ),
    "N0688": Explanation(
        "Text that is copied from a PDF has accents beside their letters, `c˜t` or "
        "`˜ct`. Where all accents of a text stand on one side of their letters, they "
        "are put above them; without them the name would be that of another value.",
        bad="c˜_t = tanh(W x_t + U h_{t-1})\nh_t = h_{t-1} + c˜_t",
        good="c̃_t = tanh(W x_t + U h_{t-1})\nh_t = h_{t-1} + c̃_t",
    ),
    "N0691": Explanation(
        "A sum over the product of two vectors, component by component, is their inner "
        "product, which is one number. The same signs can mean a sum of vectors `a_j`, "
        "each with its weight: then they are the columns of a matrix, `A w_t`.",
        bad="s_t = \\sum_i a_i h_{t-1,i}\nh_t = tanh(W x_t + s_t)",
        good="s_t = a^T h_{t-1}\nh_t = tanh(W x_t + s_t)",
    ),
}
