package io.espalier.cli.command.study;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.CliException;
import picocli.CommandLine.Command;

/** Studies: experiments with claims, and what became of those. */
@Command(
    name = "study",
    description = "Put claims to the test: list, run and show studies, and write their pages.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StudyListCommand.class,
      StudyRunCommand.class,
      StudyShowCommand.class,
      StudyPagesCommand.class
    },
    footer = {
      "",
      "A study is an experiment file with claims: (docs/studies.md says how to write one).",
      "",
      "Examples:",
      "  espalier study list",
      "  espalier study run ticket-or-shuffled",
      "  espalier study show ticket-or-shuffled"
    })
public final class StudyCommand extends EspalierCommand {
  @Override
  public Integer call() {
    throw CliException.usage("study: list, run, show or pages? (see `espalier study --help`)");
  }
}
