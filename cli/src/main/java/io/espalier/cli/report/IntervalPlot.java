package io.espalier.cli.report;

import io.espalier.cli.text.VerdictTable;
import io.espalier.operator.judge.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The intervals of claims as inline SVG, one picture for each measure: a line a comparison. */
public final class IntervalPlot {
  private static final int WIDTH = 760;
  private static final int ROW = 38;
  private static final int TOP = 12;
  private static final int BOTTOM = 28;
  private static final int MARGIN = 40;
  private static final String STYLE =
      "<style>svg{background:#fff}line.grid{stroke:#ccc}line.zero{stroke:#666}line.interval{stroke:#1f5fa8;stroke-width:2}circle.point{fill:#1f5fa8}text{font:12px"
          + " sans-serif;fill:#222}</style>";

  private IntervalPlot() {}

  /** All pictures, for a page whose style sheet knows their classes. */
  static String draw(Verdict verdict) {
    Map<String, List<Verdict.Comparison>> byMeasure = new TreeMap<>();
    verdict.claims().stream()
        .flatMap(claim -> claim.places().stream())
        .flatMap(place -> place.compared().stream())
        .filter(each -> each.mean() != null)
        .forEach(
            each -> byMeasure.computeIfAbsent(each.measure(), key -> new ArrayList<>()).add(each));
    StringBuilder pictures = new StringBuilder();
    byMeasure.forEach(
        (measure, compared) ->
            pictures
                .append("<h3>")
                .append(Svg.escape(measure))
                .append("</h3>\n")
                .append(picture(measure, compared)));
    return pictures.toString();
  }

  /** The intervals of one claim as a file of its own, measure by measure. */
  public static String file(Verdict.Claim claim) {
    List<Verdict.Comparison> compared =
        claim.places().stream()
            .flatMap(place -> place.compared().stream())
            .filter(each -> each.mean() != null)
            .sorted(Comparator.comparing(Verdict.Comparison::measure))
            .toList();
    String picture = picture(claim.name(), compared);
    int head = picture.indexOf('>') + 1;
    return picture.substring(0, head) + "\n" + STYLE + picture.substring(head);
  }

  private static String picture(String label, List<Verdict.Comparison> compared) {
    double low = 0;
    double high = 0;
    for (Verdict.Comparison each : compared) {
      double mean = Objects.requireNonNullElse(each.mean(), 0.0);
      low = Math.min(low, Objects.requireNonNullElse(each.low(), mean));
      high = Math.max(high, Objects.requireNonNullElse(each.high(), mean));
    }
    Axis axis = Axis.linear(low, high, "");
    int height = TOP + compared.size() * ROW + BOTTOM;
    Svg svg = Svg.picture(WIDTH, height, "95 % intervals of " + label);
    for (double tick : axis.ticks()) {
      svg.line(x(axis, tick), TOP, x(axis, tick), height - BOTTOM, "grid");
      svg.label(x(axis, tick), height - 8, "middle", axis.text(tick));
    }
    svg.line(x(axis, 0), TOP, x(axis, 0), height - BOTTOM, "zero");
    for (int i = 0; i < compared.size(); i++) {
      Verdict.Comparison each = compared.get(i);
      double y = TOP + i * ROW + 28;
      double mean = Objects.requireNonNullElse(each.mean(), 0.0);
      svg.label(MARGIN, y - 12, "start", words(each));
      if (each.low() != null && each.high() != null) {
        svg.line(x(axis, each.low()), y, x(axis, each.high()), y, "interval");
      }
      svg.dot(x(axis, mean), y, 4, "point", VerdictTable.number(mean));
    }
    return svg.close();
  }

  private static String words(Verdict.Comparison each) {
    return each.measure()
        + ", "
        + each.a()
        + (each.b() == null ? "" : " − " + each.b())
        + ": "
        + each.outcome().text();
  }

  private static double x(Axis axis, double value) {
    return MARGIN + axis.position(value) * (WIDTH - 2 * MARGIN);
  }
}
