package io.espalier.engine.jvm;

import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.model.family.LeNet300100;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Short trainings and the SHA-256 of all that they leave behind; its main prints them. */
final class JvmDigest {
  static final Optimizer ADAM = new Optimizer(Optimizer.Kind.ADAM, 0, 0.9, 0.999, 1e-8, 1e-4);
  static final int BATCH = 20;

  private JvmDigest() {}

  /**
   * Prints the digests, a line each.
   *
   * @param arguments {@code tiny} for networks that an interpreter trains in no time, or {@code
   *     all}
   */
  public static void main(String[] arguments) {
    (arguments[0].equals("tiny") ? tiny() : all()).forEach(System.out::println);
  }

  /** Trainings of tiny networks. */
  static List<String> tiny() {
    List<String> tiny = new ArrayList<>(digests(TinyNets.dense(), 10));
    tiny.addAll(digests(TinyNets.conv(), 1));
    return tiny;
  }

  /** These, and trainings of LeNet-300-100 and of convolutions. */
  static List<String> all() {
    List<String> all = new ArrayList<>(tiny());
    all.addAll(digests(new LeNet300100().spec(), 10));
    all.addAll(digests(TinyConvolutions.strided(), 10));
    return all;
  }

  private static List<String> digests(NetworkSpec spec, int iterations) {
    List<String> digests = new ArrayList<>();
    for (double density : new double[] {1, 0.7, 0.1}) {
      digests.add(digest(train(new JvmExecutor(), spec, start(spec, density), 0, iterations)));
    }
    return digests;
  }

  static TrainingState start(NetworkSpec spec, double density) {
    return TrainingState.fresh(TinyNets.weights(spec), TinyNets.mask(spec, density));
  }

  static TrainingState train(
      Executor executor, NetworkSpec spec, TrainingState start, long from, long to) {
    try (Session session = executor.open(spec, start, ADAM)) {
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
