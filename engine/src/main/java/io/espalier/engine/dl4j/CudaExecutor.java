package io.espalier.engine.dl4j;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.Executor;
import io.espalier.engine.NumericRuntime;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import java.util.Optional;

/**
 * Trains on Deeplearning4j's layers on an NVIDIA card: passes run there, the optimizer in plain
 * Java as everywhere. The library is the one of a build for CUDA.
 */
@AutoService({Executor.class, Descriptor.class})
public final class CudaExecutor implements Executor {
  @Override
  public String name() {
    return ExecutorDescriptor.CUDA;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Deeplearning4j's layers on an NVIDIA card, in a build for CUDA: trains every network,"
        + " multiplies by every zero.";
  }

  @Override
  public Optional<Lack> lackingBuild() {
    return NativeBuild.forCuda()
        ? Optional.empty()
        : Optional.of(
            new Lack(
                "not in this build, which is for the CPU",
                "start with ESPALIER_BACKEND=cuda, first of all"
                    + " `ESPALIER_BACKEND=cuda ./espalier doctor`"));
  }

  @Override
  public Optional<Lack> lacking() {
    return lackingBuild().or(() -> CudaProbe.machine().lack());
  }

  @Override
  public int devices() {
    return CudaProbe.machine().devices().size();
  }

  @Override
  public Optional<UnfitLayer> unfit(NetworkSpec network) {
    return NativeStages.unfit(network);
  }

  @Override
  public NumericRuntime runtime() {
    require();
    return Backend.runtime();
  }

  @Override
  public Session open(NetworkSpec network, TrainingState state, Optimizer optimizer) {
    require();
    Backend.prepareThread();
    return Dl4jExecutor.open(network, new Dl4jNetwork(network, true), state, optimizer);
  }

  /** Before the library is loaded, which does not say what is wrong. */
  private void require() {
    lacking()
        .ifPresent(
            lack -> {
              throw new IllegalStateException("executor " + name() + ": " + lack);
            });
  }
}
