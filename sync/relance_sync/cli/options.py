"""The options that every command takes, and the wrapper that gives a command its session.

They may stand before or after the command's name; the one after it counts. Errors end here: a wrapped
command returns an exit code or raises, and what it raises becomes a sentence.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Concatenate, ParamSpec, cast

import typer

from relance_sync.cli.failures import Exit, failure
from relance_sync.cli.session import Options, Session
from relance_sync.rules.explain import LANGUAGES

P = ParamSpec("P")


def _language(value: str | None) -> str | None:
    if value is not None and value not in LANGUAGES:
        raise typer.BadParameter("choose en or fr")
    return value


WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        envvar="RELANCE_WORKSPACE",
        metavar="DIR",
        help="The client's folder, with relance.toml. Default: the current folder.",
    ),
]
CompanyOption = Annotated[
    str | None,
    typer.Option(
        "--company", metavar="NAME", help="A company of the workspace. Needed if it has several of them."
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON with stable keys, for programs; errors too.")
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="fr|en",
        callback=_language,
        help="Language of what is shown. Default: the workspace's, else LANG.",
    ),
]
TodayOption = Annotated[
    datetime | None,
    typer.Option(
        "--today",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="See the books as of this day, to preview. Default: today in the company's time zone.",
    ),
]
_SHARED: dict[str, tuple[Any, object]] = {
    "workspace": (WorkspaceOption, None),
    "company": (CompanyOption, None),
    "as_json": (JsonOption, False),
    "language": (LanguageOption, None),
    "today": (TodayOption, None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The shared options as given at one place of the command line."""

    workspace: Path | None = None
    company: str | None = None
    as_json: bool = False
    language: str | None = None
    today: datetime | None = None

    def over(self, earlier: "Given") -> Options:
        """Put these over those given before the command's name."""
        day = self.today or earlier.today
        return Options(
            workspace=self.workspace or earlier.workspace or Path(),
            company=self.company or earlier.company,
            as_json=self.as_json or earlier.as_json,
            language=self.language or earlier.language,
            today=day.date() if day else None,
        )


def with_session(command: Callable[Concatenate[Session, P], Exit]) -> Callable[..., None]:
    """Give a command its session and the shared options, and turn its outcome into the exit code.

    Args:
        command: Takes the session first, then its own arguments and options.

    Returns:
        What Typer registers: the same without the session, with a context and the shared options.
    """
    own = inspect.signature(command)
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)
        for name, (hint, default) in _SHARED.items()
    ]
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    arguments = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in list(own.parameters.values())[1:]
    ]
    parameters = [context, *arguments, *shared]

    @wraps(command)
    def run(**values: Any) -> None:  # noqa: ANN401  # Typer gives what the signature says
        given = Given(**{name: values.pop(name) for name in _SHARED})
        earlier = values.pop("context").find_object(Given) or Given()
        with Session(given.over(earlier)) as session:
            code = _guarded(session, cast("Callable[..., Exit]", command), values)
        raise typer.Exit(code)

    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _guarded(session: Session, command: Callable[..., Exit], values: dict[str, Any]) -> Exit:
    try:
        return command(session, **values)
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:  # noqa: BLE001  # the last resort: nobody ever sees a traceback
        told = failure(error, session.log_file, session.secrets, session.language)
        session.out.fail(told)
        return told.code
