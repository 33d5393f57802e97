package io.espalier.cli.command.read;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.text.Table;
import io.espalier.service.answer.WhyAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.step.WhyQuery;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why a step ran. */
@Command(
    name = "why",
    description = "Say which part of the key differs between two steps, or why a step ran again.",
    footer = {
      "",
      "A step is named by a task (r1.ticket.03.train), by a task of another run (RUN/TASK), or by"
          + " the beginning of its key.",
      "",
      "Examples:",
      "  espalier why r1.ticket.03.train",
      "  espalier why r1.ticket.01.prune r1.reinit.01.prune",
      "  espalier why quickstart-20261122-101500/r1.dense.train r1.dense.train --json"
    })
public final class WhyCommand extends EspalierCommand {
  @Parameters(index = "0", paramLabel = "STEP", description = "The step in question.")
  private String left;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OTHER",
      description = "The step to hold it against (default: the same task of the run before).")
  private @Nullable String right;

  @Option(names = "--run", paramLabel = "RUN", description = "The run (default: the latest).")
  private @Nullable String run;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    WhyAnswer answer =
        store().ask(WhyQuery.QUERY, Arguments.of("left", left, "right", right, "run", run));
    if (json) {
      printJson(answer);
      return ExitCode.OK;
    }
    answer.reasons().stream().map(globals()::suggesting).forEach(out()::println);
    if (!answer.differences().isEmpty()) {
      Table table = new Table("PART", "FIRST", "SECOND");
      for (WhyAnswer.Difference difference : answer.differences()) {
        table.row(
            difference.path(),
            Objects.requireNonNullElse(difference.left(), "(none)"),
            Objects.requireNonNullElse(difference.right(), "(none)"));
      }
      table.print(out());
    }
    return ExitCode.OK;
  }
}
