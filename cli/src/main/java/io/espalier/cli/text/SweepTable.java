package io.espalier.cli.text;

import io.espalier.service.answer.sweep.SweepAnswer;
import io.espalier.store.text.HumanFormat;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A sweep for people: what it would do, and what came of it. */
public final class SweepTable {
  private SweepTable() {}

  /** What is to do for each point before anything begins, and in all. */
  public static void printPlan(SweepAnswer answer, PrintWriter out) {
    Table table =
        new Table(head(answer, "TASKS", "RECORDED", "SHARED", "TRAININGS", "TO DO", "ITERATIONS"));
    int trainings = 0;
    int left = 0;
    long iterations = 0;
    for (SweepAnswer.Point point : answer.points()) {
      table.row(
          row(
              point,
              Integer.toString(point.tasks()),
              Integer.toString(point.recorded()),
              Integer.toString(point.shared()),
              Integer.toString(point.trainings()),
              Integer.toString(point.trainingsLeft()),
              Long.toString(point.iterationsLeft())));
      trainings += point.trainings();
      left += point.trainingsLeft();
      iterations += point.iterationsLeft();
    }
    table.print(out);
    out.println();
    out.println(
        answer.dagId()
            + ": "
            + answer.points().size()
            + (answer.points().size() == 1 ? " run, " : " runs, ")
            + trainings
            + " trainings; to do: "
            + left
            + " of "
            + iterations
            + " iterations, the others are recorded or shared.");
    out.flush();
  }

  /** What came of it: a line for each point and arm, the best of each arm marked. */
  public static void print(SweepAnswer answer, PrintWriter out) {
    Table table =
        new Table(head(answer, "ARM", "ROUND", "DENSITY", "VALIDATION", "CHOSEN", "N", "RUN"));
    for (SweepAnswer.Point point : answer.points()) {
      String run = point.runId();
      if (point.arms().isEmpty()) {
        String said = run == null ? "not begun" : run + " " + state(point);
        table.row(row(point, "", "", "", "", "", "", said));
      }
      for (SweepAnswer.Arm arm : point.arms()) {
        table.row(
            row(
                point,
                arm.arm(),
                Integer.toString(arm.round()),
                HumanFormat.fraction(arm.density()),
                spread(arm.n(), arm.validation(), arm.deviation()) + (arm.best() ? " *" : ""),
                chosen(arm),
                Integer.toString(arm.n()),
                run + (state(point).equals("success") ? "" : " " + state(point))));
      }
    }
    table.print(out);
    out.println();
    out.println(
        "* the best validation of the arm's last round. CHOSEN: the round that validates best.");
    out.flush();
  }

  private static String state(SweepAnswer.Point point) {
    String reason = point.reason();
    return reason == null && point.state() != null ? point.state().id() : String.valueOf(reason);
  }

  private static String chosen(SweepAnswer.Arm arm) {
    if (arm.chosenFrom() == null) {
      return "–";
    }
    String rounds =
        arm.chosenFrom().equals(arm.chosenTo())
            ? "" + arm.chosenFrom()
            : arm.chosenFrom() + "-" + arm.chosenTo();
    return spread(arm.n(), arm.chosenValidation(), arm.chosenDeviation()) + " in " + rounds;
  }

  private static String spread(int n, @Nullable Double mean, @Nullable Double deviation) {
    return new Spread(
            n, mean == null ? Double.NaN : mean, deviation == null ? Double.NaN : deviation)
        .text();
  }

  /** The last word of each key heads its column, the whole key where two end alike. */
  private static String[] head(SweepAnswer answer, String... others) {
    List<String> keys = new ArrayList<>(answer.points().get(0).values().keySet());
    List<String> ends = keys.stream().map(key -> key.replaceFirst("^.*\\.", "")).toList();
    boolean clear = ends.stream().distinct().count() == ends.size();
    return Stream.concat((clear ? ends : keys).stream(), Stream.of(others)).toArray(String[]::new);
  }

  private static String[] row(SweepAnswer.Point point, String... others) {
    return Stream.concat(point.values().values().stream(), Stream.of(others))
        .toArray(String[]::new);
  }
}
