package io.espalier.cli.report;

import static io.espalier.cli.report.Svg.escape;

import io.espalier.cli.report.LineChart.Point;
import io.espalier.cli.report.LineChart.Series;
import io.espalier.cli.text.Spread;
import io.espalier.dag.Place;
import io.espalier.plan.analysis.Look;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.service.answer.ReportAnswer;
import io.espalier.service.answer.ReportAnswer.Measured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Draws what an analysis found out in the ways that it asks for; knows none by name. */
final class AnalysisPictures {
  private final ReportAnswer.Analysis analysis;
  private final StringBuilder html = new StringBuilder();

  private AnalysisPictures(ReportAnswer.Analysis analysis) {
    this.analysis = analysis;
  }

  /** All pictures of an analysis, empty where there is nothing to show yet. */
  static String draw(ReportAnswer.Analysis analysis) {
    AnalysisPictures pictures = new AnalysisPictures(analysis);
    analysis.looks().forEach(pictures::look);
    return pictures.html.toString();
  }

  private void look(Look look) {
    List<Measured> taken =
        analysis.measurements().stream().filter(row -> Dimensions.taken(look, row)).toList();
    Dimension each = look.each();
    Map<String, List<Measured>> facets = new LinkedHashMap<>();
    if (each == null) {
      facets.put("", taken);
    } else {
      Dimensions.texts(taken, each)
          .forEach(
              text ->
                  facets.put(
                      text,
                      taken.stream()
                          .filter(row -> Dimensions.text(row, each).equals(text))
                          .toList()));
    }
    StringBuilder pictures = new StringBuilder();
    if (look.shape() == Look.Shape.IMAGES) {
      pictures.append(images());
    }
    facets.forEach(
        (facet, rows) -> {
          String picture = picture(look, rows);
          if (!picture.isEmpty() && each != null) {
            pictures.append("<h4>").append(escape(Dimensions.named(each, facet)));
            pictures.append("</h4>\n");
          }
          pictures.append(picture);
        });
    if (pictures.length() > 0) {
      html.append("<h3>").append(escape(look.title())).append("</h3>\n").append(pictures);
      html.append(
          look.note().isEmpty() ? "" : "<p class=\"note\">" + escape(look.note()) + "</p>\n");
    }
  }

  private static String picture(Look look, List<Measured> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    return switch (look.shape()) {
      case LINES -> lines(look, rows);
      case BARS -> bars(look, rows);
      case HEAT_MAP, MATRIX -> map(look, rows);
      case IMAGES -> "";
    };
  }

  private static String lines(Look look, List<Measured> rows) {
    Map<String, Map<String, List<Measured>>> lines = new LinkedHashMap<>();
    for (Measured row : rows) {
      // Densities of replicates differ in their last digits: what is one point is one round.
      Dimension point = look.across() == Dimension.DENSITY ? Dimension.ROUND : look.across();
      if (Double.isFinite(Dimensions.number(row, look.across()))) {
        lines
            .computeIfAbsent(
                Dimensions.line(look, row), key -> new TreeMap<>(NumberedOrder.NUMBERS_FIRST))
            .computeIfAbsent(Dimensions.text(row, point), key -> new ArrayList<>())
            .add(row);
      }
    }
    List<Series> series = new ArrayList<>();
    StringBuilder legend = new StringBuilder("<p class=\"legend\">");
    lines.forEach(
        (name, points) -> {
          int colour = series.size() % Charts.COLOURS;
          legend.append("<span class=\"key c").append(colour).append("\"></span>");
          legend.append(escape(name));
          series.add(
              new Series(
                  name,
                  colour,
                  false,
                  points.values().stream().map(each -> point(look, each)).toList()));
        });
    List<Point> points = series.stream().map(Series::points).flatMap(Collection::stream).toList();
    if (points.isEmpty()) {
      return "";
    }
    DoubleSummaryStatistics x = points.stream().mapToDouble(Point::x).summaryStatistics();
    double low = points.stream().mapToDouble(Point::low).min().orElse(0);
    double high = points.stream().mapToDouble(Point::high).max().orElse(1);
    boolean density = look.across() == Dimension.DENSITY;
    return legend.append("</p>\n")
        + LineChart.draw(
            look.title(),
            density ? "weights kept (log scale)" : Dimensions.word(look.across()),
            String.join(", ", look.names()).replace('_', ' '),
            density ? Axis.density(x.getMin()) : Axis.linear(x.getMin(), x.getMax(), ""),
            Axis.linear(low, high, ""),
            series,
            Double.NaN);
  }

  /** Mean of what no dimension tells apart, and a standard deviation either side. */
  private static Point point(Look look, List<Measured> rows) {
    double x =
        rows.stream().mapToDouble(row -> Dimensions.number(row, look.across())).average().orElse(0);
    Spread spread = Spread.of(rows.stream().map(Dimensions::value).toList());
    double deviation = spread.n() < 2 ? 0 : spread.deviation();
    return new Point(x, spread.mean(), spread.mean() - deviation, spread.mean() + deviation);
  }

  private static String bars(Look look, List<Measured> rows) {
    Dimension by = look.by().get(0);
    List<String> groups = Dimensions.texts(rows, by);
    List<String> bars = Dimensions.texts(rows, look.across());
    double[][] values = means(rows, by, groups, look.across(), bars);
    StringBuilder legend = new StringBuilder("<p class=\"legend\">");
    for (int i = 0; i < bars.size(); i++) {
      legend.append("<span class=\"key c").append(i % Charts.COLOURS).append("\"></span>");
      legend.append(escape(bars.get(i)));
    }
    return legend.append("</p>\n") + BarChart.draw(look.title(), groups, bars, values);
  }

  private static String map(Look look, List<Measured> rows) {
    Dimension down = look.by().get(0);
    List<String> names = Dimensions.texts(rows, down);
    List<String> columns = Dimensions.texts(rows, look.across());
    if (look.shape() == Look.Shape.MATRIX) {
      List<String> all = new ArrayList<>(columns);
      names.stream().filter(name -> !all.contains(name)).forEach(all::add);
      all.sort(NumberedOrder.NUMBERS_FIRST);
      names = all;
      columns = all;
    }
    double[][] values = means(rows, down, names, look.across(), columns);
    if (look.shape() == Look.Shape.MATRIX) {
      for (int i = 0; i < values.length; i++) {
        for (int j = 0; j < i; j++) {
          values[j][i] = Double.isNaN(values[j][i]) ? values[i][j] : values[j][i];
          values[i][j] = values[j][i];
        }
      }
    }
    return "<div class=\"wide\">"
        + HeatMap.draw(
            look.title(),
            names.stream().map(name -> Dimensions.named(down, name)).toList(),
            columns.stream().map(name -> Dimensions.named(look.across(), name)).toList(),
            values,
            HeatMap.among(values))
        + "</div>\n";
  }

  private static double[][] means(
      List<Measured> rows,
      Dimension down,
      List<String> names,
      Dimension across,
      List<String> columns) {
    double[][] values = new double[names.size()][columns.size()];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    rows.stream()
        .collect(
            Collectors.groupingBy(
                row -> List.of(Dimensions.text(row, down), Dimensions.text(row, across))))
        .forEach(
            (at, of) ->
                values[names.indexOf(at.get(0))][columns.indexOf(at.get(1))] =
                    of.stream().mapToDouble(Dimensions::value).average().orElse(Double.NaN));
    return values;
  }

  /** A row a role, a column a place. */
  private String images() {
    List<Place> places =
        analysis.pictures().stream().map(ReportAnswer.Picture::of).distinct().toList();
    if (places.isEmpty()) {
      return "";
    }
    Map<String, Map<Place, String>> rows = new TreeMap<>(NumberedOrder.NUMBERS_FIRST);
    analysis
        .pictures()
        .forEach(
            each ->
                rows.computeIfAbsent(each.role(), role -> new LinkedHashMap<>())
                    .put(each.of(), each.png()));
    StringBuilder table =
        new StringBuilder("<div class=\"wide\"><table class=\"images\"><tr><th></th>");
    places.forEach(place -> table.append("<th>").append(escape(name(place))).append("</th>"));
    rows.forEach(
        (role, byPlace) -> {
          table.append("</tr>\n<tr><td>").append(escape(role.replace('_', ' '))).append("</td>");
          for (Place place : places) {
            String png = byPlace.get(place);
            table.append("<td>");
            if (png != null) {
              table
                  .append("<img alt=\"")
                  .append(escape(role + " of " + name(place)))
                  .append("\" src=\"data:image/png;base64,")
                  .append(png)
                  .append("\">");
            }
            table.append("</td>");
          }
        });
    return table.append("</tr></table></div>\n").toString();
  }

  private static String name(Place place) {
    String draw = place.draw() == null || place.draw() < 2 ? "" : " draw " + place.draw();
    String where = place.arm() == null ? "dense" : place.arm() + " round " + place.round() + draw;
    return (place.replicate() == null || place.replicate() == 1
            ? ""
            : "r" + place.replicate() + " ")
        + where;
  }
}
