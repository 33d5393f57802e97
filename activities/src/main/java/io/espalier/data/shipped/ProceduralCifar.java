package io.espalier.data.shipped;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/** Signs drawn by the program, in CIFAR-10's shape. */
@AutoService(Descriptor.class)
public final class ProceduralCifar extends DrawnSet {
  /** The set; equal in every JVM. */
  public ProceduralCifar() {
    super(3, 32, 0.2);
  }

  @Override
  public String name() {
    return "procedural-cifar";
  }

  @Override
  public String summary() {
    return "Drawn signs, 32 x 32 colour, 10,000 to train and 2,000 to test; needs no files.";
  }

  @Override
  public int trainExamples() {
    return 10_000;
  }

  @Override
  public int testExamples() {
    return 2_000;
  }
}
