package io.espalier.cli.command.read;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.report.Report;
import io.espalier.service.answer.ReportAnswer;
import io.espalier.service.answer.ReportFileAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.report.ReportQuery;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a report again. */
@Command(
    name = "report",
    description = "Write the report of a run again, as HTML and CSV, and print where it is.",
    footer = {
      "",
      "Examples:",
      "  espalier report",
      "  espalier report quickstart-20261122-101500 --output my-report"
    })
public final class ReportCommand extends EspalierCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Run id or its beginning (default: the latest run).")
  private @Nullable String run;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder to write it into (default: reports/RUN in the store's folder).")
  private @Nullable Path output;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ReportAnswer data = store().ask(ReportQuery.QUERY, Arguments.of("run", run));
    String runId = data.show().runId();
    Path folder = output == null ? Report.folder(home(), runId) : output.toAbsolutePath();
    ReportFileAnswer answer =
        new ReportFileAnswer(runId, Report.write(data, folder).toString(), data.show().altered());
    if (json) {
      printJson(answer);
    } else {
      out().println(answer.report());
    }
    return warned(answer.altered(), ExitCode.OK);
  }
}
