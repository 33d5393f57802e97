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

/** Optimizer {@code sgd}: plain gradient descent. */
@AutoService(Descriptor.class)
public final class Sgd implements OptimizerDescriptor {
  /**
   * Settings of {@code sgd}.
   *
   * @param weightDecay L2 coefficient, added to the gradient
   */
  public record Settings(
      @Doc("L2 coefficient, added to the gradient.") @Range(min = 0, max = 1) @Default("0")
          double weightDecay) {}

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Plain gradient descent.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public OptimizerParameters parameters(@Nullable Record settings) {
    Settings own = new Named(name(), settings).settings(Settings.class);
    return new OptimizerParameters("sgd", 0, 0.9, 0.999, 1e-8, own.weightDecay());
  }
}
