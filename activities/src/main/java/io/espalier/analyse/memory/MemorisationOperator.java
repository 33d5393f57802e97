package io.espalier.analyse.memory;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.Place;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.operator.memory.MemorisationParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.tensor.Safetensors;
import org.jspecify.annotations.Nullable;

/** Estimates memorisation and influence; see {@link MemorisationParameters}. */
@AutoService(Descriptor.class)
public final class MemorisationOperator implements Operator<MemorisationParameters> {
  @Override
  public String name() {
    return "estimate_memorisation";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Estimates which examples are memorised, and what they bear on.";
  }

  @Override
  public Class<MemorisationParameters> parameters() {
    return MemorisationParameters.class;
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
  public @Nullable Object run(MemorisationParameters parameters, StepContext context) {
    SplitData data = SplitData.of(context);
    Subset train = data.train();
    Subset test = data.test();
    SubsetOutcomes outcomes = SubsetOutcomes.none();
    for (PlacedInput input : context.placedInputs("outcomes")) {
      outcomes = outcomes.with(SubsetOutcomes.read(input.read()));
    }
    if (outcomes.drawn().isEmpty()
        || outcomes.drawn().get(0).length != train.count()
        || outcomes.test().get(0).length != test.count()) {
      throw new FatalTaskException("outcomes: of other examples than those of the split");
    }
    SubsetEstimates estimates = new SubsetEstimates(outcomes);
    int[] labels = train.labels(0, train.count());
    Influence influence =
        Influence.of(
            estimates,
            labels,
            test.labels(0, test.count()),
            parameters.memorised(),
            parameters.influential());
    measure(context, parameters, estimates, influence, train, data.classes());
    context.output("influence", "influence", Safetensors.MEDIA_TYPE, influence::writeTo);
    return null;
  }

  private static void measure(
      StepContext context,
      MemorisationParameters parameters,
      SubsetEstimates estimates,
      Influence influence,
      Subset train,
      int classes) {
    Subject all = Subject.of(Place.NONE);
    float[] memorisation = influence.memorisation();
    long missing = 0;
    long[] counts = new long[classes];
    long[] memorised = new long[classes];
    for (int i = 0; i < memorisation.length; i++) {
      if (Float.isNaN(memorisation[i])) {
        missing++;
        continue;
      }
      String item = Integer.toString(train.index(i));
      context.measure("memorisation", all.item(item), memorisation[i], "");
      counts[train.label(i)]++;
      memorised[train.label(i)] += memorisation[i] >= (float) parameters.memorised() ? 1 : 0;
    }
    for (int c = 0; c < classes; c++) {
      if (counts[c] > 0) {
        double part = (double) memorised[c] / counts[c];
        Subject one = all.item(Integer.toString(c));
        context.measure("memorised_part", one, part, counts[c], null, null, "fraction");
      }
    }
    int trainings = estimates.trainings();
    context.measure(
        "memorisation_missing", all, (double) missing, (long) memorisation.length, null, null, "");
    context.measure("influence_pairs", all, influence.pairs().size(), "");
    context.measure(
        "estimate_error_bound",
        all,
        SubsetEstimates.errorBound(estimates.part(), trainings),
        (long) trainings,
        null,
        null,
        "");
  }
}
