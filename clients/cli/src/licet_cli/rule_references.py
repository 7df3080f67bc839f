"""Rules by a word: a directory, a git revision, the revision of a rule set, or `shipped`.

A directory of that name wins over a git revision, and a git revision over that of a rule set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from licet_engine.provisions.ruleset import RuleSet
from licet_server.app import refuse_errors
from licet_server.loading.findings import Finding, Place, RuleFilesError
from licet_server.loading.packs import Loaded, load_packs
from licet_server.settings import Settings, shipped_rules

from licet_cli.git_trees import Repository, RuleReferenceError, repository_of
from licet_cli.rule_revisions import is_revision, revision_of, trees_of

SHIPPED = "shipped"
Told = Callable[[int, int], None]


def _silent(_: int, __: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class ReferredRules:
    """The rules that a word names; `settings` name a directory that is there for as long."""

    reference: str
    settings: Settings
    loaded: Loaded
    rules: RuleSet
    lasting: bool = True

    @property
    def directory(self) -> Path:
        """Where the rules stand, which for those of git is a place that goes away again."""
        return self.settings.directory

    def named(self, place: Place) -> Place:
        """Return a place as one finds it later: in git where the directory goes away again."""
        if self.lasting:
            return place
        return replace(place, file=_in_git(place.file, self.directory, self.reference))


@dataclass(frozen=True, slots=True)
class _Tree:
    """A directory as git remembers it."""

    repository: Repository
    tree: str


@contextmanager
def rules_at(reference: str, settings: Settings, told: Told = _silent) -> Iterator[ReferredRules]:
    """Load the rules that a word names, for the length of a block.

    `settings` say which packs are meant, and whose repository. `told` hears how many trees of
    git have been searched, of how many. Raises `RuleReferenceError` for a word that names none,
    and `RuleFilesError` for rules that cannot be loaded.
    """
    found = _found(reference, settings, told)
    if isinstance(found, Path):
        yield _loaded(reference, replace(settings, rules=found))
        return
    with TemporaryDirectory(prefix="licet-rules-") as made:
        found.repository.write(found.tree, Path(made))
        yield _from_git(reference, replace(settings, rules=Path(made)))


def _from_git(reference: str, settings: Settings) -> ReferredRules:
    """Faults are placed in the revision: the directory that they were read from goes away."""
    try:
        return replace(_loaded(reference, settings), lasting=False)
    except RuleFilesError as error:
        root = settings.directory
        raise RuleFilesError(_moved(found, root, reference) for found in error.findings) from error


def _moved(found: Finding, root: Path, reference: str) -> Finding:
    file = _in_git(found.place.file, root, reference)
    return replace(found, place=replace(found.place, file=file))


def _in_git(file: Path, root: Path, reference: str) -> Path:
    inside = file.relative_to(root).as_posix()
    within = "" if inside == "." else f"{'/' if ':' in reference else ':'}{inside}"
    return Path(f"{reference}{within}")


def _loaded(reference: str, settings: Settings) -> ReferredRules:
    loaded = load_packs(settings.directory, settings.packs)
    refuse_errors(loaded, settings.directory)
    return ReferredRules(reference, settings, loaded, RuleSet(loaded.packs))


def _found(reference: str, settings: Settings, told: Told) -> Path | _Tree:
    if not reference:
        raise RuleReferenceError(f"no rules are named; {_WRITE}")
    if reference == SHIPPED:
        return shipped_rules()
    if Path(reference).is_dir():
        return Path(reference)
    if Path(reference).exists():
        raise RuleReferenceError(f"`{reference}` is a file; name the directory of the rules")
    here = settings.rules if settings.rules is not None else Path()
    repository = repository_of(here)
    if repository is not None:
        found = _of_git(reference, repository)
        if found is not None:
            return found
    if is_revision(reference):
        return _of_revision(reference, settings, repository, told)
    where = f"nor a revision of the git repository of `{here}`"
    if repository is None:
        where = f"and `{here}` is in no git repository"
    raise RuleReferenceError(f"`{reference}` is no directory, {where}; {_WRITE}")


_WRITE = "write a directory, a git revision such as HEAD~1, a revision of rules, or `shipped`"


def _of_git(reference: str, repository: Repository) -> _Tree | None:
    revision, colon, path = reference.partition(":")
    if not repository.knows(revision):
        return None
    tree = repository.tree(revision, PurePosixPath(path.rstrip("/")) if colon else None)
    if tree is None:
        place = f"`{path}`" if colon else "there or in `rules`"
        advice = "" if colon else f"; write where they are, as in {revision}:path/to/rules"
        raise RuleReferenceError(f"the git revision `{revision}` has no rules {place}{advice}")
    return _Tree(repository, tree)


def _of_revision(
    reference: str, settings: Settings, repository: Repository | None, told: Told
) -> Path | _Tree:
    directories = dict.fromkeys((settings.directory, shipped_rules()))
    own = {revision_of(each, settings.packs): each for each in reversed(directories)}
    held = {revision: each for revision, each in own.items() if revision is not None}
    there = {each: path for each, path in held.items() if each.startswith(reference)}
    if there:
        return there[_only(reference, there)]
    trees = trees_of(reference, repository, settings.packs, told) if repository else {}
    if not trees:
        looked = [f"`{each}`" for each in directories]
        looked += ["the git history of the rules"] if repository else []
        raise RuleReferenceError(
            f"no rules of the revision `{reference}` with the packs "
            f"`{', '.join(settings.packs)}` are in {' or '.join(looked)}"
        )
    assert repository is not None
    return _Tree(repository, trees[_only(reference, trees)])


def _only(reference: str, found: dict[str, Path] | dict[str, str]) -> str:
    if len(found) > 1:
        raise RuleReferenceError(
            f"`{reference}` begins several revisions of rules: {', '.join(sorted(found))}"
        )
    return next(iter(found))
