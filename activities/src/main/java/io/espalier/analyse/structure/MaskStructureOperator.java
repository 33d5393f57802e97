package io.espalier.analyse.structure;

import com.google.auto.service.AutoService;
import io.espalier.analyse.LayerName;
import io.espalier.analyse.rank.Spearman;
import io.espalier.catalog.Descriptor;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.random.RandomSource;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures the structure of masks, see {@link MaskStructure}: {@code empty}, {@code
 * empty_expected}, {@code empty_percentile} and {@code empty_p} by layer and overall, {@code
 * dispersion}, {@code over_dispersion}, {@code dispersion_percentile} and {@code dispersion_p} by
 * layer, and {@code kept_correlation} of pairs.
 */
@AutoService(Descriptor.class)
public final class MaskStructureOperator implements Operator<MaskStructure.Parameters> {
  @Override
  public String name() {
    return "mask_structure";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Counts what masks leave empty, and holds it against masks in random places.";
  }

  @Override
  public Class<MaskStructure.Parameters> parameters() {
    return MaskStructure.Parameters.class;
  }

  @Override
  public boolean seesPlaces() {
    return true;
  }

  /** As all analyses: what it gives is for people, and no training may read it. */
  @Override
  public boolean readsTestData() {
    return true;
  }

  @Override
  public @Nullable Object run(MaskStructure.Parameters parameters, StepContext context) {
    List<PlacedInput> inputs = context.placedInputs("mask");
    List<Mask> masks = inputs.stream().map(input -> MaskFiles.read(input.read())).toList();
    for (int i = 0; i < masks.size(); i++) {
      Subject subject = Subject.of(inputs.get(i).place());
      double before = (double) i / masks.size();
      measure(masks.get(i), parameters.shuffles(), context, subject, before);
      for (int j = i + 1; j < masks.size(); j++) {
        compare(masks.get(i), masks.get(j), context, subject.against(inputs.get(j).place()));
      }
    }
    return null;
  }

  /** Empty groups of all layers together. */
  private static final class Total {
    private final double[] random;
    private int seen;
    private long groups;
    private double expected;

    Total(int shuffles) {
      random = new double[shuffles];
    }
  }

  private static void measure(
      Mask mask, int shuffles, StepContext context, Subject subject, double progress) {
    RandomSource random = context.random("mask-structure");
    SortedMap<String, Total> totals = new TreeMap<>();
    for (String tensor : mask.names()) {
      boolean[] kept = mask.flags(tensor);
      List<Grouping> groupings = Grouping.of(mask.shape(tensor));
      int left = Math.toIntExact(mask.keptByTensor().getOrDefault(tensor, 0L));
      ShuffledMasks shuffled =
          ShuffledMasks.of(
              kept.length,
              left,
              groupings,
              shuffles,
              random.at(tensor),
              shuffle -> context.progress(progress));
      for (int k = 0; k < groupings.size(); k++) {
        Grouping grouping = groupings.get(k);
        int[] counts = grouping.counts(kept);
        Subject at = subject.layer(LayerName.of(tensor)).item(grouping.name());
        Total total = totals.computeIfAbsent(grouping.name(), unused -> new Total(shuffles));
        double[] empty = Arrays.stream(shuffled.empty()[k]).asDoubleStream().toArray();
        for (int i = 0; i < shuffles; i++) {
          total.random[i] += empty[i];
        }
        double expected =
            grouping.groups() * Null.emptyProbability(kept.length, grouping.size(), left);
        total.seen += Grouping.empty(counts);
        total.groups += grouping.groups();
        total.expected += expected;
        empty(context, at, Grouping.empty(counts), grouping.groups(), expected, empty);
        if (left > 0 && left < kept.length) {
          double alone = Null.dispersion(kept.length, left);
          dispersion(context, at, counts, alone, shuffled.dispersion()[k]);
        }
      }
    }
    totals.forEach(
        (name, total) ->
            empty(
                context,
                subject.item(name),
                total.seen,
                total.groups,
                total.expected,
                total.random));
  }

  private static void empty(
      StepContext context, Subject at, int seen, long groups, double expected, double[] random) {
    Null among = Null.of(seen, random);
    context.measure("empty", at, seen, groups, among.low(), among.high(), "");
    context.measure("empty_expected", at, expected, groups, null, null, "");
    context.measure("empty_percentile", at, among.percentile(), groups, null, null, "");
    context.measure("empty_p", at, among.p(), groups, null, null, "");
  }

  private static void dispersion(
      StepContext context, Subject at, int[] counts, double expected, double[] random) {
    double seen = Grouping.dispersion(counts);
    Null among = Null.of(seen, random);
    long n = counts.length;
    context.measure("dispersion", at, seen, n, among.low(), among.high(), "");
    context.measure(
        "over_dispersion",
        at,
        seen / expected,
        n,
        among.low() / expected,
        among.high() / expected,
        "");
    context.measure("dispersion_percentile", at, among.percentile(), n, null, null, "");
    context.measure("dispersion_p", at, among.p(), n, null, null, "");
  }

  private static void compare(Mask one, Mask other, StepContext context, Subject pair) {
    List<String> common = new ArrayList<>(one.names());
    common.removeIf(
        name -> other.of(name) == null || !Arrays.equals(one.shape(name), other.shape(name)));
    for (String tensor : common) {
      for (Grouping grouping : Grouping.of(one.shape(tensor))) {
        double correlation =
            Spearman.of(counts(grouping, one.flags(tensor)), counts(grouping, other.flags(tensor)));
        Subject at = pair.layer(LayerName.of(tensor)).item(grouping.name());
        context.measure(
            "kept_correlation", at, correlation, (long) grouping.groups(), null, null, "");
      }
    }
  }

  private static double[] counts(Grouping grouping, boolean[] kept) {
    return Arrays.stream(grouping.counts(kept)).asDoubleStream().toArray();
  }
}
