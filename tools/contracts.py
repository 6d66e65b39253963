"""Import-linter contract: a room's private modules are for that room only.

The built-in ``protected`` type has no wildcard for “the same room”; this asks the import graph, for each
room and each private drawer, who imports it directly, and reports every importer from outside.
"""

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class PrivateRooms(Contract):
    root = fields.StringField()
    layers = fields.ListField(subfield=fields.StringField())
    private = fields.ListField(subfield=fields.StringField())
    ignore_importers = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: Any, verbose: bool) -> Any:
        breaks = []
        for room in self._rooms(graph):
            for target in (f"{room}.{name}" for name in _names(self.private)):
                if target in graph.modules:
                    breaks += self._intruders(graph, room, target)
        return ContractCheck(kept=not breaks, metadata={"breaks": breaks})

    def render_broken_contract(self, check: Any) -> None:
        for importer, module in check.metadata["breaks"]:
            output.print_error(f"{importer} reaches into {module}")

    def _rooms(self, graph: Any) -> list[str]:
        storeys = [f"{self.root}.{layer}" for layer in _names(self.layers)]
        return sorted(room for storey in storeys if storey in graph.modules for room in graph.find_children(storey))

    def _intruders(self, graph: Any, room: str, target: str) -> list[tuple[str, str]]:
        spared = [f".{part}." for part in _names(self.ignore_importers)]
        return [
            (importer, module)
            for module in sorted({target, *graph.find_descendants(target)})
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not (importer == room or importer.startswith(f"{room}."))
            and not any(part in f"{importer}." for part in spared)
        ]


def _names(field: Any) -> list[str]:
    """A field's value: import-linter fills the class's field objects with lists at run time."""
    return list(field or ())
