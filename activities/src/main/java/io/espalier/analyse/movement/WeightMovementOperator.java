package io.espalier.analyse.movement;

import com.google.auto.service.AutoService;
import io.espalier.analyse.LayerName;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.Place;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures how far weights move, see {@link WeightMovement}: {@code movement}, {@code
 * movement_in_round}, {@code dense_movement}, {@code relative_movement} and {@code
 * distance_from_dense}, by layer and overall.
 */
@AutoService(Descriptor.class)
public final class WeightMovementOperator implements Operator<WeightMovement.Parameters> {
  private static final String MOVEMENT = "movement";
  private static final String DENSE = "dense_movement";

  /** A quantity and the weights that it is about. */
  private record Quantity(String name, String item) {}

  @Override
  public String name() {
    return "weight_movement";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Measures how far training moves the weights that masks keep.";
  }

  @Override
  public Class<WeightMovement.Parameters> parameters() {
    return WeightMovement.Parameters.class;
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

  /** Four states of all weights, and which of them are kept. */
  private record States(
      SortedMap<String, Tensor> initial,
      SortedMap<String, Tensor> dense,
      SortedMap<String, Tensor> start,
      SortedMap<String, Tensor> trained,
      @Nullable Mask mask) {

    /** Everything that is said of one layer. */
    Map<Quantity, Movement> layer(String tensor) {
      float[] first = Tensors.get(initial, tensor).data();
      float[] whole = Tensors.get(dense, tensor).data();
      float[] from = Tensors.get(start, tensor).data();
      float[] to = Tensors.get(trained, tensor).data();
      boolean[] kept = mask == null ? null : mask.of(tensor);
      Map<Quantity, Movement> all = new LinkedHashMap<>();
      all.put(new Quantity(MOVEMENT, "kept"), Movement.of(first, to, kept, true));
      all.put(new Quantity("movement_in_round", "kept"), Movement.of(from, to, kept, true));
      all.put(new Quantity(DENSE, "kept"), Movement.of(first, whole, kept, true));
      all.put(new Quantity(DENSE, "pruned"), Movement.of(first, whole, kept, false));
      all.put(new Quantity("distance_from_dense", "kept"), Movement.of(whole, to, kept, true));
      return all;
    }
  }

  @Override
  public @Nullable Object run(WeightMovement.Parameters parameters, StepContext context) {
    SortedMap<String, Tensor> initial = only(context, "dense_start");
    SortedMap<String, Tensor> dense = only(context, "dense_trained");
    Network network = context.catalog().get(Network.class, parameters.network());
    List<PlacedInput> trained = context.placedInputs("trained");
    for (int i = 0; i < trained.size(); i++) {
      context.progress((double) i / trained.size());
      Place place = trained.get(i).place();
      Mask mask =
          context.placedInputs("mask").stream()
              .filter(input -> input.place().equals(place))
              .findFirst()
              .map(input -> MaskFiles.read(input.read()))
              .orElse(null);
      SortedMap<String, Tensor> start =
          Safetensors.read(context.placedInputs("start").get(i).read());
      SortedMap<String, Tensor> end = Safetensors.read(trained.get(i).read());
      States states = new States(initial, dense, start, end, mask);
      Map<Quantity, Movement> sum = new LinkedHashMap<>();
      for (String tensor : network.spec().weightShapes().keySet()) {
        Map<Quantity, Movement> layer = states.layer(tensor);
        measure(context, Subject.of(place).layer(LayerName.of(tensor)), layer);
        layer.forEach((quantity, movement) -> sum.merge(quantity, movement, Movement::plus));
      }
      measure(context, Subject.of(place), sum);
    }
    return null;
  }

  private static SortedMap<String, Tensor> only(StepContext context, String role) {
    return Safetensors.read(context.placedInputs(role).get(0).read());
  }

  private static void measure(
      StepContext context, Subject subject, Map<Quantity, Movement> quantities) {
    quantities.forEach(
        (quantity, movement) ->
            context.measure(
                quantity.name(),
                subject.item(quantity.item()),
                movement.norm(),
                movement.n(),
                null,
                null,
                ""));
    Movement own = quantities.getOrDefault(new Quantity(MOVEMENT, "kept"), Movement.NONE);
    Movement beside = quantities.getOrDefault(new Quantity(DENSE, "kept"), Movement.NONE);
    context.measure(
        "relative_movement",
        subject.item("kept"),
        own.norm() / beside.norm(),
        own.n(),
        null,
        null,
        "");
  }
}
