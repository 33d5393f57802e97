package io.espalier.catalog.optimizer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.OptimizerDescriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.operator.OptimizerParameters;
import org.jspecify.annotations.Nullable;

/** Optimizer {@code nesterov}: gradient descent with Nesterov's momentum. */
@AutoService(Descriptor.class)
public final class Nesterov implements OptimizerDescriptor {
  /**
   * Settings of {@code nesterov}.
   *
   * @param momentum how much of the last update is kept
   * @param weightDecay L2 coefficient, added to the gradient
   */
  public record Settings(
      @Doc("How much of the last update is kept.")
          @Range(min = 0, max = 1, below = true)
          @Default("0.9")
          @Shorthand
          double momentum,
      @Doc("L2 coefficient, added to the gradient.") @Range(min = 0, max = 1) @Default("0")
          double weightDecay) {}

  @Override
  public String name() {
    return "nesterov";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Gradient descent with Nesterov's momentum.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public OptimizerParameters parameters(@Nullable Record settings) {
    Settings own = new Named(name(), settings).settings(Settings.class);
    return new OptimizerParameters("nesterov", own.momentum(), 0.9, 0.999, 1e-8, own.weightDecay());
  }
}
