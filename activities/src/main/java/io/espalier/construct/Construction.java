package io.espalier.construct;

import io.espalier.mask.Mask;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a target network within a random source, from the last layer to the first, so that only
 * what something reads is looked for. The weights of a draw are never changed; a block of them in
 * which no subset sums to its target is drawn anew, a bounded number of times.
 */
final class Construction {
  /** Asked after every row, and told how far it is. */
  @FunctionalInterface
  interface Watch {
    void row(double done);
  }

  private final Source source;
  private final SourceWeights weights;
  private final TargetWeights target;
  private final double epsilon;
  private final int redraws;
  private final FoundSubsets known;
  private final FoundSubsets choices = new FoundSubsets();
  private final List<boolean[]> used = new ArrayList<>();
  private final List<PartCounts> counts = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private int failed;

  /**
   * A construction.
   *
   * @param target parameters of the target by name; weights that are not kept count as 0
   * @param mask what is kept of the target, null for all
   * @param epsilon ε, largest error of each parameter
   * @param redraws how often a block is drawn anew at most
   * @param known what an earlier attempt has found already
   */
  Construction(
      Source source,
      Map<String, Tensor> target,
      @Nullable Mask mask,
      double epsilon,
      int redraws,
      RandomSource random,
      FoundSubsets known) {
    this.source = source;
    this.target = new TargetWeights(target, mask);
    this.epsilon = epsilon;
    this.redraws = redraws;
    this.known = known;
    this.weights = new SourceWeights(source, random);
    for (Part part : source.parts()) {
      used.add(new boolean[part.units()]);
      counts.add(new PartCounts());
    }
  }

  /** Runs to the end. */
  void run(Watch watch) {
    int last = source.parts().size() - 1;
    Arrays.fill(used.get(last), true);
    double all = source.parts().stream().mapToLong(Part::weights).sum();
    double done = 0;
    for (int p = last; p >= 0; p--) {
      Part part = source.parts().get(p);
      for (int unit = 0; unit < part.copied(); unit++) {
        if (used.get(p)[unit]) {
          if (part.univariate()) {
            connect(p, unit);
          } else {
            sum(p, unit);
          }
        }
        watch.row(Math.min(1, (done + (double) part.weights() * unit / part.units()) / all));
      }
      done += part.weights();
    }
  }

  /** What was found so far. */
  FoundSubsets choices() {
    return choices;
  }

  SourceWeights weights() {
    return weights;
  }

  TargetWeights target() {
    return target;
  }

  /** What was found of a part. */
  PartCounts counts(int p) {
    return counts.get(p);
  }

  /** Whether something reads a neuron. */
  boolean used(int p, int unit) {
    return used.get(p)[unit];
  }

  /** How many targets no subset was found for. */
  int failed() {
    return failed;
  }

  /** The first of these, in words. */
  List<String> failures() {
    return failures;
  }

  private void connect(int p, int unit) {
    Part part = source.parts().get(p);
    Part before = source.before(p);
    int block = unit / part.copies();
    int column = before == null ? block : before.unit(block, 0);
    weights.keep(p, unit, column);
    if (before != null) {
      used.get(p - 1)[column] = true;
    }
  }

  private void sum(int p, int unit) {
    Part part = source.parts().get(p);
    Part before = Objects.requireNonNull(source.before(p));
    Univariate rule = source.rule();
    int i = unit / part.copies();
    double offset = 0;
    for (int j = 0; j < before.blocks(); j++) {
      double w = target.weight(part, i, j);
      if (Math.abs(w) <= epsilon) {
        continue;
      }
      String what = part.target() + "[" + i + ", " + j + "] = " + w;
      if (!before.univariate()) {
        find(p, unit, block(before, j), 1, w, epsilon, what);
      } else if (rule.bySign()) {
        double goal = w * rule.part();
        double tolerance = epsilon * rule.part();
        find(p, unit, ofSign(p, j, true), rule.outScale(), goal, tolerance, what);
        find(p, unit, ofSign(p, j, false), rule.outScale(), goal, tolerance, what);
      } else {
        int[] columns = block(before, j);
        find(p, unit, columns, rule.outScale(), w, epsilon, what);
        for (int column : columns) {
          if (weights.kept(p, unit, column)) {
            offset += weights.weight(p, unit, column) * rule.offset();
          }
        }
      }
    }
    double rest = target.bias(part, i) - offset;
    for (int t = 0; t < before.tiers().size(); t++) {
      boolean finest = t == before.tiers().size() - 1;
      double tolerance = finest ? epsilon : before.tiers().get(t + 1) / 2;
      String what = part.target() + ".bias[" + i + "] = " + target.bias(part, i);
      int[] columns = before.tier(t);
      find(p, unit, columns, before.tiers().get(t), rest, tolerance, what);
      for (int column : columns) {
        if (weights.kept(p, unit, column)) {
          rest -= weights.weight(p, unit, column) * constant(p - 1, column);
        }
      }
    }
  }

  private static int[] block(Part part, int j) {
    int[] columns = new int[part.copies()];
    Arrays.setAll(columns, k -> part.unit(j, k));
    return columns;
  }

  /** The neurons of a block whose weight has a sign. */
  private int[] ofSign(int p, int j, boolean above) {
    Part before = source.parts().get(p - 1);
    return Arrays.stream(block(before, j)).filter(k -> in(p - 1, k) > 0 == above).toArray();
  }

  /** The weight by which a univariate neuron reads its value. */
  float in(int p, int unit) {
    Part part = source.parts().get(p);
    Part before = source.before(p);
    int block = unit / part.copies();
    return weights.weight(p, unit, before == null ? block : before.unit(block, 0));
  }

  /** What a constant gives, as an executor computes it. */
  private float constant(int p, int unit) {
    return (float) source.rule().layer().of(weights.bias(p, unit));
  }

  /** What a weight of 1 at a column adds to a sum. */
  private double factor(int p, int column) {
    Part before = source.parts().get(p - 1);
    if (column >= before.copied()) {
      return constant(p - 1, column);
    }
    return before.univariate() ? source.rule().factor(in(p - 1, column)) : 1;
  }

  private void find(
      int p, int row, int[] columns, double scale, double goal, double tolerance, String what) {
    double[] factors = Arrays.stream(columns).mapToDouble(column -> factor(p, column)).toArray();
    PartCounts count = counts.get(p);
    count.addTarget();
    int next = choices.size();
    int redraw = next < known.size() ? known.redraw(next) : 0;
    long found = next < known.size() ? known.bits(next) : SubsetSum.NONE;
    if (redraw > 0) {
      weights.redraw(p, row, columns, scale, redraw);
    }
    double[] values = values(p, row, columns, factors);
    while (next >= known.size()) {
      found = SubsetSum.find(values, columns.length, goal, tolerance);
      if (found != SubsetSum.NONE || redraw == redraws) {
        break;
      }
      redraw++;
      weights.redraw(p, row, columns, scale, redraw);
      values = values(p, row, columns, factors);
    }
    choices.add(found, redraw);
    count.addRedraws(redraw);
    if (found == SubsetSum.NONE) {
      fail(what, goal, columns.length, values);
      return;
    }
    for (int k = 0; k < columns.length; k++) {
      if ((found >>> k & 1) != 0) {
        weights.keep(p, row, columns[k]);
        used.get(p - 1)[columns[k]] = true;
        count.addKept();
      }
    }
  }

  private double[] values(int p, int row, int[] columns, double[] factors) {
    double[] values = new double[columns.length];
    Arrays.setAll(values, k -> weights.weight(p, row, columns[k]) * factors[k]);
    return values;
  }

  private void fail(String what, double goal, int count, double[] values) {
    if (failed++ < 3) {
      failures.add(
          String.format(
              Locale.ROOT,
              "%s: a sum of %.4g is not reached within %s by %d values that reach from %.4g to"
                  + " %.4g",
              what,
              goal,
              epsilon,
              count,
              Arrays.stream(values).filter(v -> v < 0).sorted().limit(SubsetSum.LARGEST).sum(),
              -Arrays.stream(values)
                  .map(v -> -v)
                  .filter(v -> v < 0)
                  .sorted()
                  .limit(SubsetSum.LARGEST)
                  .sum()));
    }
  }
}
