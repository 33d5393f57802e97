package io.espalier.shrink;

import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The network that a step runs: the one of the catalog, or what the step's input {@code shrinking}
 * leaves of it. Artifacts hold tensors of the whole network in either case.
 */
public final class StepNetwork {
  private final NetworkSpec whole;
  private final @Nullable Shrinking shrinking;

  private StepNetwork(NetworkSpec whole, @Nullable Shrinking shrinking) {
    this.whole = whole;
    this.shrinking = shrinking;
  }

  /**
   * The network of a step.
   *
   * @param name its name in the catalog
   * @throws IllegalArgumentException when there is none, or the shrinking is one of another
   */
  public static StepNetwork of(StepContext context, String name) {
    return of(context, name, ShrinkingFiles.KIND);
  }

  /**
   * A network that a step runs beside its own.
   *
   * @param role of the input that says what is left of it
   */
  public static StepNetwork of(StepContext context, String name, String role) {
    NetworkSpec whole = context.catalog().get(Network.class, name).spec();
    return new StepNetwork(
        whole,
        context.optionalInput(role).map(file -> ShrinkingFiles.read(file, whole)).orElse(null));
  }

  /** What executors build. */
  public NetworkSpec spec() {
    return shrinking == null ? whole : shrinking.network();
  }

  /** Tensors of the whole network, of parameters or of an optimizer, as this one has them. */
  public SortedMap<String, Tensor> enter(SortedMap<String, Tensor> tensors) {
    return shrinking == null ? tensors : shrinking.shrink(tensors);
  }

  /** A mask of the whole network as this one has it. */
  public Mask enter(Mask mask) {
    return shrinking == null ? mask : shrinking.shrink(mask);
  }

  /**
   * Opens it on the step's executor, not to be trained.
   *
   * @param weights file of the parameters of the whole network
   * @param mask of this network, null for none
   */
  public Session open(StepContext context, byte[] weights, @Nullable Mask mask) {
    return context
        .executor()
        .open(spec(), TrainingState.fresh(enter(Safetensors.read(weights)), mask), Optimizer.NONE);
  }

  /**
   * Parameters of this network as the whole one has them: around them are those that the step began
   * with, its inputs {@code weights} and {@code mask}, and units that are gone are silent.
   */
  public SortedMap<String, Tensor> leave(
      StepContext context, SortedMap<String, Tensor> parameters) {
    if (shrinking == null) {
      return parameters;
    }
    SortedMap<String, Tensor> start = Safetensors.read(context.input("weights"));
    context.optionalInput("mask").map(MaskFiles::read).ifPresent(mask -> mask.applyTo(start));
    shrinking.silence(start);
    return shrinking.restore(parameters, start);
  }

  /** State of an optimizer as the whole network has it, +0.0 where a unit is gone. */
  public SortedMap<String, Tensor> leaveState(SortedMap<String, Tensor> state) {
    return shrinking == null ? state : shrinking.restore(state, null);
  }
}
