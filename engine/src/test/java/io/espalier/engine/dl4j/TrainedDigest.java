package io.espalier.engine.dl4j;

import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.model.family.LeNet300100;
import io.espalier.model.family.LeNet5;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/** A short training and the SHA-256 of all that it leaves behind; its main prints it. */
final class TrainedDigest {
  static final Optimizer ADAM = new Optimizer(Optimizer.Kind.ADAM, 0, 0.9, 0.999, 1e-8, 1e-4);
  private static final int BATCH = 20;

  private TrainedDigest() {}

  /** Prints the digests of dense and convolution networks, a line each. */
  public static void main(String[] arguments) {
    System.out.println(of(new LeNet300100().spec(), 10));
    System.out.println(of(new LeNet5().spec(), 10));
  }

  /** Trains so many iterations at half density. */
  static String of(NetworkSpec spec, int iterations) {
    return digest(train(spec, start(spec), 0, iterations));
  }

  static TrainingState start(NetworkSpec spec) {
    return TrainingState.fresh(TinyNets.weights(spec), TinyNets.mask(spec, 0.5));
  }

  static TrainingState train(NetworkSpec spec, TrainingState start, long from, long to) {
    try (Session session = new Dl4jExecutor().open(spec, start, ADAM)) {
      session.train(TinyNets.batches(spec, BATCH), from, to, iteration -> 1e-3);
      return session.state();
    }
  }

  static String digest(TrainingState state) {
    SortedMap<String, Tensor> all = new TreeMap<>(state.optimizerState());
    all.putAll(state.parameters());
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Safetensors.write(out, all);
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(out.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
