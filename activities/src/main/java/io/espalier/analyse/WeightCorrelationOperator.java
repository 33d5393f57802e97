package io.espalier.analyse;

import com.google.auto.service.AutoService;
import io.espalier.analyse.SharedLargest.TooSparseException;
import io.espalier.analyse.SharedLargest.Weights;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.SplitData;
import io.espalier.dag.Place;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.operator.WeightCorrelationParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures R_p of Liu et al. 2021; see {@link WeightCorrelationParameters}. */
@AutoService(Descriptor.class)
public final class WeightCorrelationOperator implements Operator<WeightCorrelationParameters> {
  @Override
  public String name() {
    return "weight_correlation";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Measures how much of their largest weights two networks share.";
  }

  @Override
  public Class<WeightCorrelationParameters> parameters() {
    return WeightCorrelationParameters.class;
  }

  @Override
  public boolean seesPlaces() {
    return true;
  }

  @Override
  public boolean readsTestData() {
    return true;
  }

  /** Some weights with their mask and place. */
  private record Placed(
      Place place, Map<String, Tensor> tensors, @Nullable Mask mask, Map<String, boolean[]> live) {
    Weights layer(String tensor) {
      boolean[] kept = mask == null ? null : mask.of(tensor);
      return new Weights(
          Objects.requireNonNull(tensors.get(tensor), tensor).data(),
          both(kept, live.get(tensor)));
    }

    private static boolean @Nullable [] both(
        boolean @Nullable [] kept, boolean @Nullable [] live) {
      if (kept == null || live == null) {
        return kept == null ? live : kept;
      }
      boolean[] both = kept.clone();
      for (int i = 0; i < both.length; i++) {
        both[i] &= live[i];
      }
      return both;
    }
  }

  @Override
  public @Nullable Object run(WeightCorrelationParameters parameters, StepContext context) {
    Set<String> names = weights(context.catalog(), parameters.network());
    Map<String, boolean[]> live = live(parameters, context);
    List<PlacedInput> all = context.placedInputs("weights");
    for (int i = 0; i < all.size(); i++) {
      context.progress((double) i / all.size());
      Placed one = placed(context, all.get(i), live);
      for (PlacedInput input : context.placedInputs("trained")) {
        if (parameters.against() != null || input.place().equals(one.place())) {
          Placed trained = placed(context, input, live);
          parameters.fractions().forEach(p -> measure(context, names, one, trained, p));
        }
      }
    }
    return null;
  }

  private static Set<String> weights(Catalog catalog, String network) {
    return catalog.get(Network.class, network).spec().weightShapes().keySet();
  }

  /** Weights of the first layer whose inputs are ever used, by its tensor; nothing for all. */
  private static Map<String, boolean[]> live(
      WeightCorrelationParameters parameters, StepContext context) {
    if (!Boolean.TRUE.equals(parameters.live())) {
      return Map.of();
    }
    NetworkTensor first;
    try {
      first = LiveInputsOperator.firstLayer(parameters.network(), context.catalog());
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
    boolean[] used = LiveInputsOperator.used(SplitData.of(context).train());
    boolean[] live = new boolean[Arrays.stream(first.shape()).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < live.length; i++) {
      live[i] = LiveInputsOperator.live(i, first.shape(), used);
    }
    return Map.of(first.name(), live);
  }

  private static Placed placed(
      StepContext context, PlacedInput input, Map<String, boolean[]> live) {
    Mask mask =
        context.placedInputs("mask").stream()
            .filter(other -> other.place().equals(input.place()))
            .findFirst()
            .map(other -> MaskFiles.read(other.read()))
            .orElse(null);
    return new Placed(input.place(), Safetensors.read(input.read()), mask, live);
  }

  private static void measure(
      StepContext context, Set<String> names, Placed one, Placed trained, double p) {
    Subject subject =
        one.place().equals(trained.place())
            ? Subject.of(one.place())
            : Subject.of(one.place()).against(trained.place());
    SharedLargest sum = new SharedLargest(0, 0);
    for (String tensor : names) {
      SharedLargest layer = shared(tensor, one, trained, p);
      sum = sum.plus(layer);
      if (layer.largest() > 0) {
        measure(context, subject.layer(LayerName.of(tensor)), layer, p);
      }
    }
    measure(context, subject, sum, p);
  }

  private static SharedLargest shared(String tensor, Placed one, Placed trained, double p) {
    try {
      return SharedLargest.of(one.layer(tensor), trained.layer(tensor), p);
    } catch (TooSparseException e) {
      throw new FatalTaskException(
          String.format(
              "fractions: %s (expected: below %s, what is left of layer %s in %s or %s, since they"
                  + " keep other weights)",
              p, e.density(), LayerName.of(tensor), one.place(), trained.place()));
    }
  }

  private static void measure(StepContext context, Subject subject, SharedLargest part, double p) {
    context.measure(
        "weight_correlation",
        subject.item(Double.toString(p)),
        part.part(),
        part.largest(),
        null,
        null,
        "");
  }
}
