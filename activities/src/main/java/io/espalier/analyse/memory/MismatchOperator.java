package io.espalier.analyse.memory;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.operator.memory.MismatchParameters;
import io.espalier.random.RandomSource;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensors;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Compares predictions example by example; see {@link MismatchParameters}. */
@AutoService(Descriptor.class)
public final class MismatchOperator implements Operator<MismatchParameters> {
  /** Ends of the bands of influence. */
  private static final double[] BANDS = {0.15, 0.5};

  private static final List<String> BAND_NAMES =
      List.of("influence below 0.15", "influence 0.15 to 0.5", "influence from 0.5");

  @Override
  public String name() {
    return "compare_predictions";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Compares predictions of two networks with what memorised examples bear on.";
  }

  @Override
  public Class<MismatchParameters> parameters() {
    return MismatchParameters.class;
  }

  @Override
  public boolean seesPlaces() {
    return true;
  }

  @Override
  public boolean readsTestData() {
    return true;
  }

  @Override
  public @Nullable Object run(MismatchParameters parameters, StepContext context) {
    SplitData data = SplitData.of(context);
    PlacedInput full = context.placedInput("full");
    PlacedInput other = context.placedInput("other");
    Compared compared =
        new Compared(
            parameters,
            context,
            Influence.read(context.input("influence")),
            data.train(),
            data.test(),
            data.classes(),
            logits(full));
    boolean replicates = other.place().arm() == null;
    Subject subject =
        replicates ? Subject.of(full.place()).against(other.place()) : Subject.of(other.place());
    float[] others = logits(other);
    double auc = compared.measure(subject, others);
    for (PlacedInput contrast : context.placedInputs("contrast")) {
      double usual = compared.auc(compared.mismatches(logits(contrast)), false).auc();
      if (Double.isFinite(auc) && Double.isFinite(usual)) {
        context.measure("mismatch_auc_over_dense", subject, auc - usual, "");
      }
    }
    return null;
  }

  private static float[] logits(PlacedInput input) {
    return Tensors.get(Safetensors.read(input.read()), "test.logits").data();
  }

  /** Everything that a network's predictions are held against. */
  private record Compared(
      MismatchParameters parameters,
      StepContext context,
      Influence influence,
      Subset train,
      Subset test,
      int classes,
      float[] full) {

    boolean[] mismatches(float[] logits) {
      int[] mine = Predictions.classes(full, classes);
      int[] theirs = Predictions.classes(logits, classes);
      boolean[] mismatches = new boolean[mine.length];
      for (int i = 0; i < mine.length; i++) {
        mismatches[i] = mine[i] != theirs[i];
      }
      return mismatches;
    }

    /** Measures everything and returns the area. */
    double measure(Subject subject, float[] logits) {
      boolean[] mismatches = mismatches(logits);
      count(subject, mismatches);
      lost(subject, logits);
      Enrichment plain = auc(mismatches, false);
      record("mismatch_auc", "mismatch_p", subject, plain);
      record("mismatch_auc_margin", "mismatch_p_margin", subject, auc(mismatches, true));
      return plain.auc();
    }

    /** The test over all examples, or within parts of equal size by the full network's margin. */
    Enrichment auc(boolean[] mismatches, boolean margins) {
      double[] scores = new double[mismatches.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = influence.largest()[i];
      }
      RandomSource random = context.random("permutation").at(margins ? "margins" : "all");
      int[] strata = new int[scores.length];
      if (margins) {
        double[] margin = Predictions.margins(full, classes);
        int[] order =
            IntStream.range(0, margin.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> margin[i]).thenComparing(i -> i))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int rank = 0; rank < order.length; rank++) {
          strata[order[rank]] = (int) ((long) rank * parameters.strata() / order.length);
        }
      }
      int count = margins ? parameters.strata() : 1;
      return Enrichment.of(scores, mismatches, strata, count, parameters.permutations(), random);
    }

    private void record(String auc, String p, Subject subject, Enrichment found) {
      if (Double.isNaN(found.auc())) {
        context.log(auc + ": there are no pairs to compare");
        return;
      }
      long n = found.marked();
      context.measure(auc, subject, found.auc(), n, null, null, "");
      context.measure(p, subject, found.p(), n, null, null, "");
    }

    private void count(Subject subject, boolean[] mismatches) {
      long all = 0;
      long[] ofClass = new long[classes];
      long[] inClass = new long[classes];
      long[] ofBand = new long[BAND_NAMES.size()];
      long[] inBand = new long[BAND_NAMES.size()];
      for (int i = 0; i < mismatches.length; i++) {
        int band = band(influence.largest()[i]);
        inClass[test.label(i)]++;
        inBand[band]++;
        if (mismatches[i]) {
          all++;
          ofClass[test.label(i)]++;
          ofBand[band]++;
        }
      }
      part("mismatch", subject, all, mismatches.length);
      for (int c = 0; c < classes; c++) {
        part("mismatch_class", subject.item(Integer.toString(c)), ofClass[c], inClass[c]);
      }
      for (int b = 0; b < inBand.length; b++) {
        part("mismatch_rate", subject.item(BAND_NAMES.get(b)), ofBand[b], inBand[b]);
      }
    }

    private void part(String name, Subject subject, long some, long of) {
      if (of > 0) {
        context.measure(name, subject, (double) some / of, of, null, null, "fraction");
      }
    }

    private static int band(float value) {
      int band = 0;
      while (band < BANDS.length && value >= BANDS[band]) {
        band++;
      }
      return band;
    }

    /** Of each memorised example, what part of the test examples it bears on is lost. */
    private void lost(Subject subject, float[] logits) {
      int[] mine = Predictions.classes(full, classes);
      int[] theirs = Predictions.classes(logits, classes);
      TreeMap<Integer, long[]> counts = new TreeMap<>();
      for (Influence.Pair pair : influence.pairs()) {
        int label = test.label(pair.test());
        if (mine[pair.test()] == label) {
          long[] count = counts.computeIfAbsent(pair.train(), unused -> new long[2]);
          count[1]++;
          count[0] += theirs[pair.test()] == label ? 0 : 1;
        }
      }
      counts.forEach(
          (example, count) ->
              part(
                  "lost",
                  subject.item(Integer.toString(train.index(example))),
                  count[0],
                  count[1]));
    }
  }
}
