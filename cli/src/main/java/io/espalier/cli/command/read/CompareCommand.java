package io.espalier.cli.command.read;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.text.Table;
import io.espalier.service.answer.CompareAnswer;
import io.espalier.service.answer.ListAnswer;
import io.espalier.service.answer.WhyAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.run.CompareQuery;
import io.espalier.store.text.HumanFormat;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds two runs against each other. */
@Command(
    name = "compare",
    description = "Hold two runs against each other: settings, shared steps, results.",
    footer = {
      "",
      "Examples:",
      "  espalier compare quickstart-20261122-101500 quickstart-20261122-113000",
      "  espalier compare quickstart-20261122-10 quickstart-20261122-11 --json"
    })
public final class CompareCommand extends EspalierCommand {
  @Parameters(index = "0", paramLabel = "RUN", description = "Run id or its beginning.")
  private String left;

  @Parameters(index = "1", paramLabel = "OTHER", description = "Run id or its beginning.")
  private String right;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    CompareAnswer answer =
        store().ask(CompareQuery.QUERY, Arguments.of("left", left, "right", right));
    if (json) {
      printJson(answer);
      return warned(answer.altered(), ExitCode.OK);
    }
    print("first ", answer.left());
    print("second", answer.right());
    CompareAnswer.Steps steps = answer.steps();
    out()
        .printf(
            Locale.ROOT,
            "steps   %d shared, %d only in the first, %d only in the second%n",
            steps.shared(),
            steps.onlyLeft(),
            steps.onlyRight());
    if (!answer.settings().isEmpty()) {
      Table settings = new Table("SETTING", "FIRST", "SECOND");
      for (WhyAnswer.Difference difference : answer.settings()) {
        settings.row(
            difference.path(),
            Objects.requireNonNullElse(difference.left(), "(none)"),
            Objects.requireNonNullElse(difference.right(), "(none)"));
      }
      out().println();
      settings.print(out());
    }
    Table rows = new Table("REPLICATE", "ARM", "DRAW", "ROUND", "FIRST", "SECOND", "CHANGE", "");
    for (CompareAnswer.Row row : answer.results()) {
      rows.row(
          Integer.toString(row.replicate()),
          row.arm(),
          Integer.toString(row.draw()),
          Integer.toString(row.round()),
          HumanFormat.fraction(row.leftTestAccuracy()),
          HumanFormat.fraction(row.rightTestAccuracy()),
          change(row),
          row.sameWeights() ? "same weights" : "");
    }
    out().println();
    rows.print(out());
    out().flush();
    return warned(answer.altered(), ExitCode.OK);
  }

  private void print(String side, ListAnswer.Run run) {
    out().println(side + "  " + run.runId() + " · " + run.dagId() + " · " + run.state().id());
  }

  private static String change(CompareAnswer.Row row) {
    Double was = row.leftTestAccuracy();
    Double is = row.rightTestAccuracy();
    return was == null || is == null ? "–" : String.format(Locale.ROOT, "%+.4f", is - was);
  }
}
