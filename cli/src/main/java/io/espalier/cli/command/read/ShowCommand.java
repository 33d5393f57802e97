package io.espalier.cli.command.read;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.text.ResultTable;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.run.ShowQuery;
import io.espalier.state.RunState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a run gave. */
@Command(
    name = "show",
    description = "Show what a run gave: accuracies by arm and round.",
    footer = {
      "",
      "Examples:",
      "  espalier show",
      "  espalier show quickstart-20261122-101500 --json"
    })
public final class ShowCommand extends EspalierCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Run id or its beginning (default: the latest run).")
  private @Nullable String run;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    ShowAnswer answer = reader().ask(ShowQuery.QUERY, Arguments.of("run", run));
    return print(answer, json);
  }

  private int print(ShowAnswer answer, boolean asJson) {
    if (asJson) {
      printJson(answer);
    } else {
      ResultTable.print(answer, out());
    }
    return warned(
        answer.altered(), answer.state() == RunState.FAILED ? ExitCode.RUN_FAILED : ExitCode.OK);
  }
}
