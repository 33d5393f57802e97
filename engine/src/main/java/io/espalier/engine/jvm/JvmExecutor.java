package io.espalier.engine.jvm;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.Executor;
import io.espalier.engine.HostRuntime;
import io.espalier.engine.NumericRuntime;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.engine.jvm.layer.LayerStages;
import io.espalier.kernel.Kernels;
import io.espalier.model.NetworkSpec;
import java.util.Optional;

/**
 * Trains networks in Java, one thread a session: dense layers in blocks, pruned ones and
 * convolutions on their surviving weights alone. The same bits on every machine, see {@link
 * Kernels}.
 */
@AutoService({Executor.class, Descriptor.class})
public final class JvmExecutor implements Executor {
  private final Kernels kernels;

  /** Over the fastest kernels that this JVM can run. */
  public JvmExecutor() {
    this(Kernels.get());
  }

  /** Over these kernels. */
  JvmExecutor(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public int version() {
    return 3;
  }

  @Override
  public String summary() {
    return "Kernels in Java: pruned layers cost what their surviving weights cost, and the bits are"
        + " the same on every CPU.";
  }

  @Override
  public Optional<UnfitLayer> unfit(NetworkSpec network) {
    return LayerStages.unfit(network);
  }

  /**
   * Beside what every executor holds, padded copies of what convolutions read and of the gradients
   * that come back to them, and 16 sums for each weight of one of them.
   */
  @Override
  public long trainerBytes(NetworkSpec network, int batch) {
    long activations = network.trainerBytes(batch) - network.trainerBytes(0);
    long largest =
        network.weightShapes().values().stream()
            .filter(shape -> shape.length == 4)
            .mapToLong(shape -> (long) shape[0] * shape[1] * shape[2] * shape[3])
            .max()
            .orElse(0);
    boolean copies = largest > 0;
    return network.trainerBytes(batch)
        + (copies ? activations : 0)
        + Float.BYTES * Kernels.BLOCK * largest;
  }

  @Override
  public NumericRuntime runtime() {
    return HostRuntime.of("espalier-kernels " + version(), "none", 1, "cpu");
  }

  @Override
  public Session open(NetworkSpec network, TrainingState state, Optimizer optimizer) {
    unfit(network)
        .ifPresent(
            layer -> {
              throw new IllegalArgumentException("network " + network.name() + ": " + layer);
            });
    return new JvmSession(kernels, network, state, optimizer);
  }
}
