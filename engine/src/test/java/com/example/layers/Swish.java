package com.example.layers;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.JvmLayer;
import io.espalier.engine.jvm.stage.Parameter;
import io.espalier.engine.jvm.stage.Place;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.model.layer.LayerKind;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.model.layer.Units;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * x · σ(βcx) with a factor c that is trained and begins at 1: {@code name.weight} {@code [1]}
 * (after Ramachandran, Zoph and Le 2017).
 *
 * @param beta steepness at the beginning
 * @param name prefix of its parameter
 */
@Doc("x times the sigmoid of beta x, with a trained steepness.")
public record Swish(
    @Doc("Steepness at the beginning.")
        @Range(min = 0, above = true, max = 100)
        @Default("1")
        @Shorthand
        double beta,
    @Doc("Its name; swish1, swish2, … where left out.") @Nullable String name)
    implements JvmLayer {
  /** What experiment files name it by. */
  public static final class Kind extends LayerKind {
    public Kind() {
      super(Swish.class);
    }
  }

  @Override
  public int[] after(int[] in) {
    return in;
  }

  @Override
  public List<NetworkTensor> tensors(int[] in) {
    return List.of(new NetworkTensor(name + ".weight", new int[] {1}, NetworkTensor.Role.SCALE));
  }

  @Override
  public Units passing() {
    return Units.APART;
  }

  @Override
  public Stage stage(Place place) {
    return new SwishStage(beta, place.parameter(name + ".weight"), place.read());
  }

  /** Everything that passes is feature-major: value {@code f} of example {@code b}. */
  private static final class SwishStage implements Stage {
    private final double beta;
    private final Parameter factor;
    private final boolean[] read;
    private final Buffer outputs = new Buffer();
    private float[] inputs = {};

    SwishStage(double beta, Parameter factor, boolean[] read) {
      this.beta = beta;
      this.factor = factor;
      this.read = read.clone();
    }

    @Override
    public float[] forward(float[] x, Batch batch) {
      inputs = x;
      double steepness = beta * factor.values()[0];
      float[] y = outputs.of(read.length * batch.lanes());
      for (int i = 0; i < read.length * batch.lanes(); i++) {
        y[i] = (float) (x[i] * sigmoid(steepness * x[i]));
      }
      return y;
    }

    @Override
    public float[] backward(float[] gradient, Batch batch, GradientSink sink) {
      double steepness = beta * factor.values()[0];
      double slope = 0;
      for (int f = 0; f < read.length; f++) {
        for (int b = 0; b < batch.count(); b++) {
          int i = f * batch.lanes() + b;
          double x = inputs[i];
          double s = sigmoid(steepness * x);
          if (read[f]) {
            slope += gradient[i] * beta * x * x * s * (1 - s);
          }
          gradient[i] = (float) (gradient[i] * (s + steepness * x * s * (1 - s)));
        }
      }
      sink.take(factor, new float[] {(float) slope}, 0, 0, 1);
      return gradient;
    }

    /** From StrictMath, so that every machine gives the same bits. */
    private static double sigmoid(double x) {
      return 1 / (1 + StrictMath.exp(-x));
    }
  }
}
