package io.espalier.cli.command;

import io.espalier.cli.answer.ReportAnswer;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.query.Arguments;
import io.espalier.cli.query.ReportQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a report again. */
@Command(
    name = "report",
    description = "Write the report of a run again, as HTML and CSV, and print where it is.",
    footer = {"", "Examples:", "  espalier report", "  espalier report quickstart-20261122-101500"})
public final class ReportCommand extends EspalierCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Run id or its beginning (default: the latest run).")
  private @Nullable String run;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    ReportAnswer answer = reader().ask(ReportQuery.QUERY, Arguments.of("run", run));
    if (json) {
      printJson(answer);
    } else {
      out().println(answer.report());
    }
    return warned(answer.altered(), ExitCode.OK);
  }
}
