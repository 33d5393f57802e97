package io.espalier.cli.text;

import io.espalier.service.answer.CostAnswer;
import io.espalier.service.answer.CostAnswer.Spent;
import io.espalier.store.text.HumanFormat;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a run took, for people: means over replicates and draws. */
public final class CostTable {
  private CostTable() {}

  /** Prints sums, a line an arm and round, and what other arms had at equal compute. */
  public static void print(CostAnswer answer, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "run       %s · %s · %s%n",
        answer.runId(),
        answer.dagId(),
        answer.state().id());
    out.println("executed  " + sum(answer.executed()));
    out.println("cached    " + sum(answer.cached()));
    if (!answer.results().isEmpty()) {
      out.println();
      results(answer.results()).print(out);
    }
    for (String by : List.of("multiply_adds", "iterations")) {
      List<CostAnswer.Equal> equal =
          answer.equal().stream().filter(each -> each.by().equals(by)).toList();
      if (!equal.isEmpty()) {
        out.println();
        out.println(
            "at equal "
                + by.replace('_', '-')
                + " behind: the result of each other arm that took most, but no more");
        equal(equal).print(out);
      }
    }
    if (!answer.uncounted().isEmpty()) {
      out.println();
      answer.uncounted().forEach(out::println);
    }
    out.flush();
  }

  private static String sum(Spent spent) {
    return String.format(
        Locale.ROOT,
        "%d steps, %d trainings, %s iterations, %s examples, %s multiply-adds (%s with the weights"
            + " left), %s",
        spent.steps(),
        spent.trainings(),
        HumanFormat.amount(spent.iterations()),
        HumanFormat.amount(spent.examples()),
        amount(spent.denseMultiplyAdds()),
        amount(spent.multiplyAdds()),
        time(spent.seconds()));
  }

  private static Table results(List<CostAnswer.Result> results) {
    Map<String, List<CostAnswer.Result>> groups = new LinkedHashMap<>();
    for (CostAnswer.Result row : results) {
      groups.computeIfAbsent(row.arm() + " " + row.round(), key -> new ArrayList<>()).add(row);
    }
    Table table =
        new Table(
            "ARM",
            "ROUND",
            "DENSITY",
            "TEST",
            "N",
            "ITERATIONS",
            "DENSE M-A",
            "M-A",
            "TIME",
            "ITER. BEHIND",
            "DENSE BEHIND",
            "M-A BEHIND",
            "TIME BEHIND");
    for (List<CostAnswer.Result> group :
        ordered(groups, CostAnswer.Result::arm, row -> row.round())) {
      CostAnswer.Result first = group.get(0);
      table.row(
          first.arm(),
          Integer.toString(first.round()),
          HumanFormat.fraction(mean(group, CostAnswer.Result::density)),
          HumanFormat.fraction(mean(group, CostAnswer.Result::testAccuracy)),
          Integer.toString(group.size()),
          mean(group, Spent::iterations, CostAnswer.Result::own),
          mean(group, Spent::denseMultiplyAdds, CostAnswer.Result::own),
          mean(group, Spent::multiplyAdds, CostAnswer.Result::own),
          time(Objects.requireNonNullElse(mean(group, row -> row.own().seconds()), 0.0)),
          mean(group, Spent::iterations, CostAnswer.Result::behind),
          mean(group, Spent::denseMultiplyAdds, CostAnswer.Result::behind),
          mean(group, Spent::multiplyAdds, CostAnswer.Result::behind),
          time(Objects.requireNonNullElse(mean(group, row -> row.behind().seconds()), 0.0)));
    }
    return table;
  }

  private static Table equal(List<CostAnswer.Equal> equal) {
    List<String> arms = equal.stream().map(CostAnswer.Equal::otherArm).distinct().toList();
    List<String> head = new ArrayList<>(List.of("ARM", "ROUND", "BEHIND", "TEST"));
    arms.forEach(arm -> head.add("AGAINST " + arm));
    Table table = new Table(head.toArray(String[]::new));
    Map<String, List<CostAnswer.Equal>> groups = new LinkedHashMap<>();
    for (CostAnswer.Equal each : equal) {
      groups.computeIfAbsent(each.arm() + " " + each.round(), key -> new ArrayList<>()).add(each);
    }
    for (List<CostAnswer.Equal> group :
        ordered(groups, CostAnswer.Equal::arm, row -> row.round())) {
      CostAnswer.Equal first = group.get(0);
      List<String> cells = new ArrayList<>();
      cells.add(first.arm());
      cells.add(Integer.toString(first.round()));
      cells.add(
          amount(Math.round(Objects.requireNonNull(mean(group, each -> (double) each.taken())))));
      cells.add(HumanFormat.fraction(mean(group, CostAnswer.Equal::testAccuracy)));
      for (String arm : arms) {
        cells.add(against(group.stream().filter(each -> each.otherArm().equals(arm)).toList()));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  /** Such as {@code 0.9712 in round 3}; a dash where it had nothing for so little. */
  private static String against(List<CostAnswer.Equal> of) {
    if (of.isEmpty()) {
      return "–";
    }
    int first = of.stream().mapToInt(CostAnswer.Equal::otherRound).min().orElse(0);
    int last = of.stream().mapToInt(CostAnswer.Equal::otherRound).max().orElse(0);
    return HumanFormat.fraction(mean(of, CostAnswer.Equal::otherTestAccuracy))
        + (first == last ? " in round " + first : " in rounds " + first + " to " + last);
  }

  /** By arm as they come, then by round. */
  private static <T> List<List<T>> ordered(
      Map<String, List<T>> groups, Function<T, String> arm, Function<T, Integer> round) {
    List<String> arms = groups.values().stream().map(rows -> arm.apply(rows.get(0))).toList();
    return groups.values().stream()
        .sorted(
            java.util.Comparator.<List<T>>comparingInt(rows -> arms.indexOf(arm.apply(rows.get(0))))
                .thenComparing(rows -> round.apply(rows.get(0))))
        .toList();
  }

  private static <T> @Nullable Double mean(
      List<T> rows, Function<? super T, ? extends @Nullable Double> value) {
    List<Double> numbers = new ArrayList<>();
    for (T row : rows) {
      Double number = value.apply(row);
      if (number != null) {
        numbers.add(number);
      }
    }
    return numbers.isEmpty() ? null : Double.valueOf(Spread.of(numbers).mean());
  }

  private static String mean(
      List<CostAnswer.Result> rows,
      Function<Spent, ? extends @Nullable Long> value,
      Function<CostAnswer.Result, Spent> of) {
    Double mean =
        mean(
            rows,
            row -> {
              Long number = value.apply(of.apply(row));
              return number == null ? null : Double.valueOf(number);
            });
    return mean == null ? "–" : HumanFormat.amount(Math.round(mean));
  }

  private static String amount(@Nullable Long value) {
    return value == null ? "–" : HumanFormat.amount(value);
  }

  private static String time(double seconds) {
    return seconds < 10
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : HumanFormat.duration(Duration.ofMillis(Math.round(seconds * 1000)));
  }
}
