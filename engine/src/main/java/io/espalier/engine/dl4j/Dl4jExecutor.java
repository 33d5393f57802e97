package io.espalier.engine.dl4j;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.Executor;
import io.espalier.engine.NumericRuntime;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.engine.flat.Passes;
import io.espalier.engine.onednn.OneDnnNetwork;
import io.espalier.model.NetworkSpec;
import java.util.Optional;

/**
 * Trains on Deeplearning4j's layers on the CPU, one thread a session; networks with convolutions on
 * oneDNN itself where there is a build of it.
 */
@AutoService({Executor.class, Descriptor.class})
public final class Dl4jExecutor implements Executor {
  @Override
  public String name() {
    return "dl4j-cpu";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Deeplearning4j's layers on the CPU: trains every network, multiplies by every zero.";
  }

  @Override
  public Optional<Lack> lackingBuild() {
    return NativeBuild.forCuda()
        ? Optional.of(
            new Lack("not in this build, which is for CUDA", "start without ESPALIER_BACKEND=cuda"))
        : Optional.empty();
  }

  @Override
  public Optional<UnfitLayer> unfit(NetworkSpec network) {
    return NativeStages.unfit(network);
  }

  @Override
  public NumericRuntime runtime() {
    return Backend.runtime();
  }

  @Override
  public Session open(NetworkSpec network, TrainingState state, Optimizer optimizer) {
    Backend.prepareThread();
    Passes passes =
        OneDnnNetwork.suits(network) ? new OneDnnNetwork(network) : new Dl4jNetwork(network, false);
    return open(network, passes, state, optimizer);
  }

  /** Opens a network on DL4J's own layers, whatever it is made of: what the others are held to. */
  static Session openStock(NetworkSpec network, TrainingState state, Optimizer optimizer) {
    Backend.prepareThread();
    return open(network, new Dl4jNetwork(network, false), state, optimizer);
  }

  static Session open(
      NetworkSpec network, Passes passes, TrainingState state, Optimizer optimizer) {
    try {
      return new Dl4jSession(network, passes, state, optimizer);
    } catch (RuntimeException e) {
      passes.close();
      throw e;
    }
  }
}
