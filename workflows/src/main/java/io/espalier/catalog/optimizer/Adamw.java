package io.espalier.catalog.optimizer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.OptimizerDescriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.operator.OptimizerParameters;
import org.jspecify.annotations.Nullable;

/** Optimizer {@code adamw}: Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
@AutoService(Descriptor.class)
public final class Adamw implements OptimizerDescriptor {
  /**
   * Settings of {@code adamw}.
   *
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the root
   * @param weightDecay part of a weight, times the learning rate, that goes in each iteration
   */
  public record Settings(
      @Doc("Decay of the first moment.") @Range(min = 0, max = 1, below = true) @Default("0.9")
          double beta1,
      @Doc("Decay of the second moment.") @Range(min = 0, max = 1, below = true) @Default("0.999")
          double beta2,
      @Doc("Added to the root of the second moment.")
          @Range(min = 0, above = true, max = 1)
          @Default("1e-8")
          double epsilon,
      @Doc("Part of each weight, times the learning rate, that goes in each iteration.")
          @Range(min = 0, max = 1)
          @Default("0.01")
          double weightDecay) {}

  @Override
  public String name() {
    return "adamw";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Adam with decoupled weight decay (Loshchilov and Hutter 2019).";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public OptimizerParameters parameters(@Nullable Record settings) {
    Settings own = new Named(name(), settings).settings(Settings.class);
    return new OptimizerParameters(
        "adamw", 0, own.beta1(), own.beta2(), own.epsilon(), own.weightDecay());
  }
}
