package io.espalier.cli.text;

import io.espalier.service.answer.ShowAnswer;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an analysis measured, for people: a line for each name and arm or pair of arms. */
final class AnalysisTable {
  private static final int LINES = 40;

  private AnalysisTable() {}

  static void print(ShowAnswer.Analysis analysis, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "analysis %s · %s · %d of %d tasks done%n",
        analysis.name(),
        analysis.kind(),
        analysis.done(),
        analysis.tasks());
    List<ShowAnswer.Measured> measured = analysis.measured();
    if (measured.isEmpty()) {
      return;
    }
    Table table = new Table("MEASURED", "OF", "AGAINST", "VALUES", "MEAN", "LOW", "HIGH", "UNIT");
    for (ShowAnswer.Measured each : measured.subList(0, Math.min(LINES, measured.size()))) {
      table.row(
          each.name(),
          each.arm() == null ? "dense" : each.arm(),
          against(each),
          Integer.toString(each.values()),
          number(each.mean()),
          number(each.low()),
          number(each.high()),
          each.unit());
    }
    table.print(out);
    if (measured.size() > LINES) {
      out.println("and " + (measured.size() - LINES) + " more lines: see `espalier query --list`");
    }
  }

  private static String against(ShowAnswer.Measured each) {
    if (each.pairs() == null) {
      return "";
    }
    String arm = each.otherArm() == null ? "dense" : each.otherArm();
    return switch (each.pairs()) {
      case "rounds" -> arm + ", other rounds";
      case "replicates" -> arm + ", other replicates";
      default -> arm;
    };
  }

  private static String number(@Nullable Double value) {
    return value == null ? "–" : String.format(Locale.ROOT, "%.4g", value);
  }
}
