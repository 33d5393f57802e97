package io.espalier.cli.text;

import io.espalier.operator.judge.Verdict;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of claims, for people. */
public final class VerdictTable {
  private VerdictTable() {}

  /** Each claim with its comparisons, and the rule at the end. */
  public static void print(Verdict verdict, PrintWriter out) {
    for (Verdict.Claim claim : verdict.claims()) {
      out.println(claim.name() + ": " + claim.outcome().text().toUpperCase(Locale.ROOT));
      out.println("  " + claim.states());
      out.println("  " + claim.why() + p(claim));
      Table table = new Table("  MEASURE", "A", "B", "N", "MEAN", "95 % INTERVAL", "P", "");
      for (Verdict.Place place : claim.places()) {
        place.condition().forEach(each -> row(table, each, "condition: "));
        place.compared().forEach(each -> row(table, each, ""));
      }
      table.print(out);
      out.println();
    }
    out.println(verdict.rule());
    out.flush();
  }

  private static void row(Table table, Verdict.Comparison each, String what) {
    List<String> notes = new ArrayList<>();
    notes.add(what + each.outcome().text());
    if (each.needed() != null) {
      notes.add("about " + each.needed() + " pairs needed");
    }
    table.row(
        "  " + each.measure(),
        each.a(),
        each.b() == null ? "" : each.b(),
        Integer.toString(each.n()),
        number(each.mean()),
        interval(each.low(), each.high()),
        each.p() == null ? "–" : p(each.p()),
        String.join(", ", notes));
  }

  /** The p-value that decided, after the correction. */
  private static String p(Verdict.Claim claim) {
    Double p = claim.outcome() == Verdict.Outcome.REFUTED ? claim.holmRefuted() : claim.holmHolds();
    return p == null
        ? ""
        : "; p " + (p(p).startsWith("<") ? "" : "= ") + p(p) + " after Holm's correction";
  }

  /** A p-value. */
  public static String p(double p) {
    return p < 0.0001 ? "<0.0001" : String.format(Locale.ROOT, "%.4f", p);
  }

  /** Two ends, or a dash for none. */
  public static String interval(@Nullable Double low, @Nullable Double high) {
    return low == null || high == null ? "–" : number(low) + " to " + number(high);
  }

  /** A number, or a dash for none. */
  public static String number(@Nullable Double value) {
    return value == null ? "–" : String.format(Locale.ROOT, "%.4g", value);
  }
}
