package io.espalier.data.shipped;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/** Signs drawn by the program, in MNIST's shape. */
@AutoService(Descriptor.class)
public final class Procedural extends DrawnSet {
  /** The set; equal in every JVM. */
  public Procedural() {
    super(1, 28, 0.35);
  }

  @Override
  public String name() {
    return "procedural";
  }

  @Override
  public String summary() {
    return "Drawn signs, 28 x 28 grey, 12,000 to train and 2,000 to test; needs no files.";
  }

  @Override
  public int trainExamples() {
    return 12_000;
  }

  @Override
  public int testExamples() {
    return 2_000;
  }
}
