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

/** Optimizer {@code adam}: Adam (Kingma and Ba 2015). */
@AutoService(Descriptor.class)
public final class Adam implements OptimizerDescriptor {
  /**
   * Settings of {@code adam}.
   *
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the root
   * @param weightDecay L2 coefficient, added to the gradient
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
      @Doc("L2 coefficient, added to the gradient.") @Range(min = 0, max = 1) @Default("0")
          double weightDecay) {}

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Adam (Kingma and Ba 2015).";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public OptimizerParameters parameters(@Nullable Record settings) {
    Settings own = new Named(name(), settings).settings(Settings.class);
    return new OptimizerParameters(
        "adam", 0, own.beta1(), own.beta2(), own.epsilon(), own.weightDecay());
  }
}
