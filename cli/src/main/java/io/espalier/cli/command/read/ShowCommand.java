package io.espalier.cli.command.read;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.text.CostTable;
import io.espalier.cli.text.ResultTable;
import io.espalier.service.answer.CostAnswer;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.cost.CostQuery;
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
      "  espalier show quickstart-20261122-101500 --json",
      "  espalier show --cost"
    })
public final class ShowCommand extends EspalierCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Run id or its beginning (default: the latest run).")
  private @Nullable String run;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Option(
      names = "--cost",
      description =
          "Show what it took: iterations, multiply-adds and time of every arm and round, what stands"
              + " behind each number, and arms at equal compute.")
  private boolean cost;

  @Override
  public Integer call() {
    if (cost) {
      return cost();
    }
    ShowAnswer answer = store().ask(ShowQuery.QUERY, Arguments.of("run", run));
    return print(answer, json);
  }

  private int cost() {
    CostAnswer answer = store().ask(CostQuery.QUERY, Arguments.of("run", run));
    if (json) {
      printJson(answer);
    } else {
      CostTable.print(answer, out());
    }
    return ExitCode.OK;
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
