package io.espalier.cli.report;

import io.espalier.cli.report.LineChart.Point;
import io.espalier.cli.report.LineChart.Series;
import io.espalier.cli.text.Spread;
import io.espalier.service.answer.ReportAnswer;
import io.espalier.service.answer.ShowAnswer.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The pictures of a report, drawn from its data. */
final class Charts {
  /** Number of colours of the page's palette. */
  static final int COLOURS = 6;

  private Charts() {}

  /** Arms in the order of the experiment file. */
  static List<String> arms(ReportAnswer data) {
    return data.show().results().stream().map(Result::arm).distinct().toList();
  }

  /** Test accuracy against density: mean, spread, each replicate, and the dense line. */
  static String accuracy(ReportAnswer data) {
    List<Result> rows =
        data.show().results().stream().filter(row -> row.testAccuracy() != null).toList();
    if (rows.isEmpty()) {
      return "<p>No result yet.</p>";
    }
    List<Series> series = new ArrayList<>();
    List<String> arms = arms(data);
    for (String arm : arms) {
      int colour = arms.indexOf(arm) % COLOURS;
      List<Result> own = rows.stream().filter(row -> row.arm().equals(arm)).toList();
      own.stream()
          .collect(
              Collectors.groupingBy(
                  row -> row.replicate() * 1000 + row.draw(), TreeMap::new, Collectors.toList()))
          .values()
          .forEach(
              single ->
                  series.add(
                      new Series(
                          arm,
                          colour,
                          true,
                          single.stream()
                              .map(row -> Point.of(row.density(), test(row)))
                              .toList())));
      Map<Integer, List<Result>> rounds =
          own.stream()
              .collect(Collectors.groupingBy(Result::round, TreeMap::new, Collectors.toList()));
      series.add(
          new Series(arm, colour, false, rounds.values().stream().map(Charts::mean).toList()));
    }
    double dense =
        rows.stream()
            .filter(row -> row.round() == 0)
            .mapToDouble(Charts::test)
            .average()
            .orElse(Double.NaN);
    DoubleSummaryStatistics range = rows.stream().mapToDouble(Charts::test).summaryStatistics();
    double sparsest = rows.stream().mapToDouble(Result::density).min().orElse(0.5);
    return LineChart.draw(
        "Test accuracy against density",
        "weights kept (log scale)",
        "test accuracy",
        Axis.density(sparsest),
        Axis.linear(range.getMin(), range.getMax(), ""),
        series,
        dense);
  }

  /** One metric over the iterations, a line for each round of each arm; dense lines are thick. */
  static String curves(ReportAnswer data, String metric) {
    List<String> arms = arms(data);
    List<Series> series = new ArrayList<>();
    for (ReportAnswer.Curve curve : data.curves()) {
      if (curve.metric().equals(metric) && curve.replicate() == 1) {
        int colour = curve.arm() == null ? COLOURS : arms.indexOf(curve.arm()) % COLOURS;
        String name = (curve.arm() == null ? "dense" : curve.arm() + " round " + curve.round());
        series.add(new Series(name, colour, curve.round() != 0, points(curve)));
      }
    }
    List<Point> points = series.stream().map(Series::points).flatMap(Collection::stream).toList();
    if (points.isEmpty()) {
      return "";
    }
    DoubleSummaryStatistics x = points.stream().mapToDouble(Point::x).summaryStatistics();
    DoubleSummaryStatistics y = points.stream().mapToDouble(Point::y).summaryStatistics();
    return LineChart.draw(
        metric,
        "iteration",
        metric.replace('_', ' '),
        Axis.linear(x.getMin(), x.getMax(), ""),
        Axis.linear(y.getMin(), y.getMax(), ""),
        series,
        Double.NaN);
  }

  private static List<Point> points(ReportAnswer.Curve curve) {
    return curve.points().stream()
        .map(
            point ->
                Point.of(
                    (double) point.iteration(), point.value() == null ? Double.NaN : point.value()))
        .toList();
  }

  /** Kept weights of each layer in each round of one arm, first replicate. */
  static String layers(ReportAnswer data, String arm) {
    List<ReportAnswer.LayerKept> own =
        data.layers().stream()
            .filter(kept -> kept.arm().equals(arm) && kept.replicate() == 1 && kept.draw() == 1)
            .toList();
    if (own.isEmpty()) {
      return "";
    }
    List<String> rows = own.stream().map(ReportAnswer.LayerKept::tensor).distinct().toList();
    List<Integer> rounds =
        own.stream().map(ReportAnswer.LayerKept::round).distinct().sorted().toList();
    double[][] kept = new double[rows.size()][rounds.size()];
    for (double[] row : kept) {
      java.util.Arrays.fill(row, Double.NaN);
    }
    own.forEach(
        cell -> kept[rows.indexOf(cell.tensor())][rounds.indexOf(cell.round())] = cell.fraction());
    return HeatMap.draw(
        "Kept weights per layer",
        rows,
        rounds.stream().map(round -> "round " + round).toList(),
        kept,
        HeatMap.kept());
  }

  private static Point mean(List<Result> rows) {
    Spread spread = Spread.of(rows.stream().map(Charts::test).toList());
    double deviation = spread.n() < 2 ? 0 : spread.deviation();
    return new Point(
        rows.get(0).density(), spread.mean(), spread.mean() - deviation, spread.mean() + deviation);
  }

  private static double test(Result row) {
    return Objects.requireNonNullElse(row.testAccuracy(), Double.NaN);
  }
}
