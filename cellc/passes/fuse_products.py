"""Products that share an operand become one; what does not recur is added up first.

In: a valid graph.  Out: a valid graph that computes the same.  Every sum of products
`y = W·h + V·x + b` is taken apart into its inner part (products whose operand depends
on the recurrence), its outer part (the other products and the biases), and the rest.

    outer:  pre_x = [V_f; V_i; ...]·x + [b_f; b_i; ...]    one product, outside the loop
    inner:  [W_f; W_i; ...]·h                              one product a step

Sums whose parts lie side by side in both are added as one, and neighbours under one
function go through it as one.  The stacks, slices and sums are ordinary statements, so
that differentiating them gives the fused backward products.
"""

from __future__ import annotations

from itertools import pairwise

from sympy import Add, Expr, Integer, Symbol

from cellc.ir import Concat, Contract, Graph, Slice, Statement, Zeros
from cellc.passes.affine import Affine, find_affines
from cellc.passes.order import in_dependency_order, without_unused


def fuse_products(graph: Graph) -> None:
    """Rewrite the graph's statements in place of the ones it had."""
    affines = find_affines(graph)
    if not affines:
        return
    _Fuser(graph, affines).fuse()
    ordered = in_dependency_order(graph.statements)
    wanted = {state.current for state in graph.cell.states} | {*graph.cell.outputs}
    graph.statements = without_unused(ordered, wanted)


# ---------------------------------------------------------------- putting together


class _Fuser:
    def __init__(self, graph: Graph, affines: list[Affine]) -> None:
        self.graph = graph
        self.affines = self._in_packing_order(affines)
        self.replaced = {each.target for each in affines}
        # for each affine, the terms that its fused parts give it
        self.terms: dict[Symbol, list[Expr]] = {each.target: [] for each in affines}

    def _in_packing_order(self, affines: list[Affine]) -> list[Affine]:
        """Neighbours share operands first, then a function, then follow the text."""
        position = self.graph.variables
        functions: dict[str, int] = {}
        for each in affines:
            if each.function is not None:
                functions.setdefault(each.function.__name__, len(functions))

        def key(each: Affine) -> tuple[object, ...]:
            function = each.function.__name__ if each.function else ""
            return (
                not each.is_plain,
                [(position[v].position, v.name) for v in each.operands],
                functions.get(function, len(functions)),
                each.place,
            )

        return sorted(affines, key=key)

    def fuse(self) -> None:
        graph = self.graph
        before = graph.take_statements()
        whole = self._fuse_outer()
        self._fuse_inner(whole)
        for statement in before:
            if statement.target not in self.replaced:
                graph.add(statement)

    def _fuse_outer(self) -> dict[Symbol, tuple[Symbol, Expr, Expr]]:
        """One product for all affines with the same outer operands.

        Returns, for each affine in a stack: the stack and its first and last position.
        """
        groups: dict[tuple[Symbol, ...], list[Affine]] = {}
        for affine in self.affines:
            if affine.outer:
                groups.setdefault(affine.outer_operands, []).append(affine)
        places: dict[Symbol, tuple[Symbol, Expr, Expr]] = {}
        for operands, members in groups.items():
            bias = self._stacked_bias(members)
            stem = members[0].stem if len(members) == 1 else "pre"
            name = "_".join([stem, *(vector.name for vector in operands)])
            alone = len(operands) == 1 and not bias
            products = [
                self._product(
                    [member.outer[index][0] for member in members],
                    vector,
                    name if alone else f"{vector.name}_product",
                )
                for index, vector in enumerate(operands)
            ]
            stack = (
                products[0] if alone else self.graph.define(name, Add(*products, *bias))
            )
            start: Expr = Integer(0)
            for member in members:
                places[member.target] = (stack, start, start + member.size)
                start = start + member.size
        return places

    def _product(
        self, matrices: list[Symbol], vector: Symbol, name: str | None = None
    ) -> Symbol:
        stem = vector.name.removesuffix("_prev")
        stacked = self._stack(f"W_{stem}", matrices)
        product = Contract("ij,j->i", stacked, vector)
        return self.graph.define(name or f"pre_{stem}", product)

    def _stack(self, name: str, parts: list[Symbol]) -> Symbol:
        if len(parts) == 1:
            return parts[0]
        return self.graph.define(name, Concat(0, *parts))

    def _stacked_bias(self, members: list[Affine]) -> list[Symbol]:
        if not any(member.biases for member in members):
            return []
        blocks = []
        for member in members:
            if not member.biases:
                blocks.append(self.graph.define("zeros", Zeros(member.size)))
            elif len(member.biases) == 1:
                blocks.append(member.biases[0])
            else:
                total = Add(*member.biases)
                blocks.append(self.graph.define(f"b_{member.stem}", total))
        return [self._stack("b", blocks)]

    def _fuse_inner(self, outer: dict[Symbol, tuple[Symbol, Expr, Expr]]) -> None:
        """One product for all affines with the same inner operand, then the sums."""
        groups: dict[Symbol, list[tuple[Affine, Symbol]]] = {}
        for affine in self.affines:
            for matrix, vector in affine.inner:
                groups.setdefault(vector, []).append((affine, matrix))
        summed: set[Symbol] = set()
        for vector, members in groups.items():
            product = self._product([matrix for _, matrix in members], vector)
            start: Expr = Integer(0)
            run = [affine for affine, _ in members if affine.is_plain]
            length = sum((affine.size for affine in run), Integer(0))
            if run and self._side_by_side(run, outer):
                # the plain ones stand first, in the same order as in the outer stack
                whole = length if len(run) == len(members) else None
                self._sum_of_run(run, product, whole, outer)
                summed.update(affine.target for affine in run)
            for affine, _ in members:
                stop = start + affine.size
                if affine.target not in summed:
                    one = len(members) == 1
                    part = product if one else self._slice(product, start, stop, affine)
                    self.terms[affine.target].append(part)
                start = stop
        for affine in self.affines:
            if affine.target not in summed:
                self._sum_of_one(affine, outer)

    def _side_by_side(
        self, run: list[Affine], outer: dict[Symbol, tuple[Symbol, Expr, Expr]]
    ) -> bool:
        places = [outer[affine.target] for affine in run]
        return all(
            one[0] == other[0] and one[2] == other[1] for one, other in pairwise(places)
        )

    def _slice(self, of: Symbol, start: Expr, stop: Expr, affine: Affine) -> Symbol:
        name = f"{affine.stem}_{of.name.removeprefix('pre_')}"
        return self.graph.define(name, Slice(of, 0, start, stop))

    def _part(self, of: Symbol, start: Expr, stop: Expr, name: str) -> Symbol:
        if start == 0 and self.graph.variables[of].shape == (stop,):
            return of
        return self.graph.define(name, Slice(of, 0, start, stop))

    def _sum_of_run(
        self,
        run: list[Affine],
        product: Symbol,
        whole: Expr | None,
        outer: dict[Symbol, tuple[Symbol, Expr, Expr]],
    ) -> None:
        stack, first, _ = outer[run[0].target]
        last = outer[run[-1].target][2]
        stem = run[0].stem if len(run) == 1 else "gates"
        inner = product
        if whole is None:
            name = f"{stem}_{product.name.removeprefix('pre_')}"
            inner = self._part(product, Integer(0), last - first, name)
        name = f"{stem}_{stack.name.removeprefix('pre_')}"
        added = Add(inner, self._part(stack, first, last, name))
        if len(run) == 1:
            affine = run[0]
            self.graph.add(Statement(affine.target, added, affine.equation))
            return
        pre = self.graph.define("pre", added)
        self._through_functions(run, pre)

    def _through_functions(self, run: list[Affine], pre: Symbol) -> None:
        """Neighbours under one function go through it together."""
        start: Expr = Integer(0)
        index = 0
        while index < len(run):
            same = [run[index]]
            while (
                run[index].function is not None
                and index + len(same) < len(run)
                and run[index + len(same)].function is run[index].function
            ):
                same.append(run[index + len(same)])
            length = sum((affine.size for affine in same), Integer(0))
            if len(same) == 1:
                part = Slice(pre, 0, start, start + length)
                self.graph.add(Statement(same[0].target, part))
            else:
                self._one_function(same, pre, start, length)
            start, index = start + length, index + len(same)

    def _one_function(
        self, same: list[Affine], pre: Symbol, start: Expr, length: Expr
    ) -> None:
        function = same[0].function
        assert function is not None
        argument = self._part(pre, start, start + length, f"gates_{pre.name}")
        gates = self.graph.define("gates", function(argument))
        offset: Expr = Integer(0)
        for affine in same:
            assert affine.result is not None
            part = Slice(gates, 0, offset, offset + affine.size)
            self.graph.add(Statement(affine.result, part, affine.equation))
            self.replaced.add(affine.result)
            offset = offset + affine.size

    def _sum_of_one(
        self, affine: Affine, outer: dict[Symbol, tuple[Symbol, Expr, Expr]]
    ) -> None:
        terms = self.terms[affine.target]
        if affine.target in outer:
            stack, start, stop = outer[affine.target]
            name = f"{affine.stem}_{stack.name.removeprefix('pre_')}"
            outside = [self._part(stack, start, stop, name), *affine.outer_rest]
        else:
            outside = [*affine.biases, *affine.outer_rest]
        if terms and len(outside) > 1:
            # one sum for what does not recur, so that it leaves the loop
            outside = [self.graph.define(f"{affine.stem}_outside", Add(*outside))]
        terms += outside
        value = Add(*terms, *affine.rest)
        if isinstance(value, Symbol):
            # nothing but one part: the statement of that part is this one's
            value = self._moved(value)
        self.graph.add(Statement(affine.target, value, affine.equation))

    def _moved(self, symbol: Symbol) -> Expr:
        for index, statement in enumerate(self.graph.statements):
            if statement.target == symbol:
                users = [
                    each
                    for each in self.graph.statements
                    if symbol in each.value.free_symbols
                ]
                if not users:
                    del self.graph.statements[index]
                return statement.value
        return symbol
