package io.espalier.engine.jvm.layer;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.model.layer.Dropout;
import io.espalier.random.RandomSource;
import org.jspecify.annotations.Nullable;

/** Dropout, see {@link Dropout}: in place of its inputs where nothing else reads them. */
final class DropoutStage implements Stage {
  private final Dropout layer;
  private final int node;
  private final int features;
  private final boolean inPlace;
  private final Buffer factors = new Buffer();
  private final Buffer outputs = new Buffer();
  private boolean dropping;

  DropoutStage(Dropout layer, int node, int features, boolean inPlace) {
    this.layer = layer;
    this.node = node;
    this.features = features;
    this.inPlace = inPlace;
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    RandomSource noise = batch.noise();
    dropping = noise != null;
    if (noise == null) {
      return x;
    }
    int lanes = batch.lanes();
    float[] drawn = factors.of(features * lanes);
    for (int b = 0; b < batch.count(); b++) {
      RandomSource example = Dropout.example(noise, node, b);
      for (int f = 0; f < features; f++) {
        drawn[f * lanes + b] = layer.factor(example, f);
      }
    }
    float[] y = inPlace ? x : outputs.of(features * lanes);
    multiply(x, drawn, y, batch);
    return y;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    if (dropping) {
      multiply(gradient, factors.of(0), gradient, batch);
    }
    return gradient;
  }

  /** The lanes of no example hold anything. */
  private void multiply(float[] values, float[] by, float[] product, Batch batch) {
    for (int i = 0; i < features * batch.lanes(); i++) {
      product[i] = values[i] * by[i];
    }
  }
}
