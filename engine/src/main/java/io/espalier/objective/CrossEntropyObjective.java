package io.espalier.objective;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/** Objective {@code cross_entropy}: see {@link CrossEntropy}. */
@AutoService(Descriptor.class)
public final class CrossEntropyObjective implements Objective {
  @Override
  public String name() {
    return CROSS_ENTROPY;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Softmax cross-entropy with the labels, under train.label_smoothing.";
  }

  @Override
  public Loss loss(ObjectiveContext context) {
    return new CrossEntropy(context.labelSmoothing());
  }
}
