package io.espalier.analyse;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.Place;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.operator.MaskSimilarityParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Measures how alike masks are; see {@link MaskSimilarityParameters}. */
@AutoService(Descriptor.class)
public final class MaskSimilarityOperator implements Operator<MaskSimilarityParameters> {
  @Override
  public String name() {
    return "mask_similarity";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Measures the Jaccard index of masks, by layer and overall.";
  }

  @Override
  public Class<MaskSimilarityParameters> parameters() {
    return MaskSimilarityParameters.class;
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
  public @Nullable Object run(MaskSimilarityParameters parameters, StepContext context) {
    boolean kept = parameters.weights().equals("kept");
    List<PlacedInput> own = context.placedInputs("mask");
    for (int i = 0; i < own.size(); i++) {
      context.progress((double) i / own.size());
      PlacedInput one = own.get(i);
      Mask mask = MaskFiles.read(one.read());
      if (parameters.arms()) {
        for (PlacedInput other : own.subList(i + 1, own.size())) {
          measure(context, kept, one.place(), mask, other);
        }
      }
      for (String role : List.of("earlier", "elsewhere")) {
        for (PlacedInput other : context.placedInputs(role)) {
          if (sameArm(one.place(), other.place())) {
            measure(context, kept, one.place(), mask, other);
          }
        }
      }
    }
    return null;
  }

  private static boolean sameArm(Place one, Place other) {
    return Objects.equals(one.arm(), other.arm()) && Objects.equals(one.draw(), other.draw());
  }

  private static void measure(
      StepContext context, boolean kept, Place place, Mask mask, PlacedInput other) {
    SortedMap<String, SetOverlap> layers =
        SetOverlap.byTensor(mask, MaskFiles.read(other.read()), kept);
    if (layers.isEmpty()) {
      throw new FatalTaskException(
          "masks of " + place + " and " + other.place() + " have no tensor in common");
    }
    Subject pair = Subject.of(place).against(other.place());
    layers.forEach(
        (tensor, overlap) -> measure(context, pair.layer(LayerName.of(tensor)), overlap));
    measure(context, pair, layers.values().stream().reduce(SetOverlap::plus).orElseThrow());
  }

  private static void measure(StepContext context, Subject subject, SetOverlap overlap) {
    long n = overlap.all();
    context.measure("jaccard", subject, overlap.jaccard(), n, null, null, "");
    context.measure("jaccard_independent", subject, overlap.independent(), n, null, null, "");
  }
}
