package io.espalier.cli.text;

import io.espalier.service.answer.ShowAnswer;
import java.io.PrintWriter;
import java.util.List;

/** The results of a Dag's tasks for people: one line each, long ones cut. */
final class XcomTable {
  private static final int LINES = 40;
  private static final int WIDTH = 50;

  private XcomTable() {}

  static void print(ShowAnswer answer, PrintWriter out) {
    List<ShowAnswer.Xcom> shown = answer.xcoms().stream().limit(LINES).toList();
    Table table = new Table("TASK", "KEY", "VALUE");
    boolean cut = false;
    for (ShowAnswer.Xcom xcom : shown) {
      String value = xcom.value().toString();
      boolean isLong = value.codePointCount(0, value.length()) > WIDTH;
      cut |= isLong;
      table.row(
          xcom.taskId(),
          xcom.key(),
          isLong ? value.substring(0, value.offsetByCodePoints(0, WIDTH)) + "…" : value);
    }
    table.print(out);
    int left = answer.xcoms().size() - shown.size();
    if (left > 0 || cut) {
      out.println((left > 0 ? "… and " + left + " more" : "Cut") + ": see all with --json");
    }
  }
}
