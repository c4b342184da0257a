"""E00xx: files and commands.  The examples are lines of a shell."""

from cellc.diagnostics.explanations.explanation import Explanation

FILES: dict[str, Explanation] = {
    "E0001": Explanation(
        "The file is there but cannot be read as a spec: it is a folder, you may not "
        "read it, it is larger than eight million bytes, or standard input is closed. "
        "The message says which. Name a file that holds equations.",
        bad="mkdir cells\ncellc check cells",
        good="echo 'h_t = tanh(W h_{t-1} + U x_t)' > my.cell\ncellc check my.cell",
    ),
    "E0002": Explanation(
        "A spec is text in UTF-8. The message gives the first byte that is not; often "
        "the file was saved in an older encoding such as Latin-1 or in UTF-16. Save it "
        "as UTF-8 in your editor, or convert it with iconv.",
        bad="printf '# caf\\351\\nh_t = h_{t-1} + x_t\\n' > my.cell\n"
        "cellc check my.cell",
        good="printf '# caf\\351\\nh_t = h_{t-1} + x_t\\n' > my.cell\n"
        "iconv -f latin1 -t utf-8 my.cell > own.cell\n"
        "cellc check own.cell",
    ),
    "E0003": Explanation(
        "The generated file cannot be put where `-o` asks for: there is no such "
        "folder, it is write-protected, the disk is full, two specs would be written "
        "to one file, or the file is a spec that would be lost. Nothing was written.",
        bad="cellc build lstm -o cells/lstm.py",
        good="mkdir cells\ncellc build lstm -o cells/lstm.py",
    ),
    "E0004": Explanation(
        "What is asked for is neither a file nor the name of a cell of the zoo. Check "
        "the spelling and the folder you are in; `cellc list` shows the names.",
        bad="cellc check lstn",
        good="cellc check lstm",
    ),
    "E0005": Explanation(
        "`cellc explain` knows the codes that diagnostics show in brackets. Without a "
        "code it lists all of them.",
        bad="cellc explain E0999",
        good="cellc explain E0209",
    ),
    "E0006": Explanation(
        "With --layers each layer is fed with the first output of the one below: it "
        "takes the place of the input, and must have its size or the input a size of "
        "its own, such as ℝ^x.",
        bad="printf 'h_t = σ(W x_t) h_{t-1}\\nwhere\\n h_t ∈ ℝ^4\\n x_t ∈ ℝ^3\\n' | "
        "cellc check - --layers 2",
        good="printf 'h_t = σ(W x_t) h_{t-1}\\n' | cellc check - --layers 2",
    ),
}
