package io.espalier.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format's own library reads what is written here, and the other way round. */
class SafetensorsInPythonTest {
  private static final String SCRIPT =
      """
      import sys, numpy as np
      from safetensors.numpy import load_file, save_file
      weights, flags, back = sys.argv[1:]
      w = load_file(weights)
      assert list(w) == ['fc1.bias', 'fc1.weight'], list(w)
      assert w['fc1.weight'].dtype == np.float32 and w['fc1.weight'].shape == (2, 3)
      assert w['fc1.weight'].tolist() == [[0, 1, 2], [3, 4, 5]], w
      assert np.signbit(w['fc1.bias'][0]) and np.isnan(w['fc1.bias'][1])
      m = load_file(flags)
      assert m['fc1.weight'].dtype == np.bool_
      assert m['fc1.weight'].tolist() == [[True, False, True], [False, False, True]], m
      save_file({'z': np.arange(4, dtype=np.float32).reshape(2, 2), 'a': w['fc1.bias']}, back,
                metadata={'from': 'python'})
      """;

  @TempDir Path folder;

  @Test
  void pythonAndJavaReadEachOthersFiles() throws Exception {
    requirePython();
    SortedMap<String, Tensor> weights = new TreeMap<>();
    weights.put("fc1.weight", new Tensor(new int[] {2, 3}, new float[] {0, 1, 2, 3, 4, 5}));
    weights.put("fc1.bias", new Tensor(new int[] {2}, new float[] {-0f, Float.NaN}));
    SortedMap<String, Flags> flags = new TreeMap<>();
    flags.put(
        "fc1.weight",
        new Flags(new int[] {2, 3}, new boolean[] {true, false, true, false, false, true}));
    Path weightsFile = folder.resolve("weights.safetensors");
    Path flagsFile = folder.resolve("flags.safetensors");
    Path back = folder.resolve("back.safetensors");
    try (OutputStream out = Files.newOutputStream(weightsFile)) {
      Safetensors.write(out, weights);
    }
    try (OutputStream out = Files.newOutputStream(flagsFile)) {
      Safetensors.writeFlags(out, flags);
    }

    Result result = python(SCRIPT, weightsFile.toString(), flagsFile.toString(), back.toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
    SortedMap<String, Tensor> read = Safetensors.read(Files.readAllBytes(back));
    assertThat(read.keySet()).containsExactly("a", "z");
    assertThat(Tensors.get(read, "z"))
        .isEqualTo(new Tensor(new int[] {2, 2}, new float[] {0, 1, 2, 3}));
    assertThat(Tensors.get(read, "a")).isEqualTo(Tensors.get(weights, "fc1.bias"));
  }

  private static void requirePython() throws Exception {
    String reason;
    try {
      Result result = python("import safetensors, numpy");
      if (result.exitCode() == 0) {
        return;
      }
      reason = result.output();
    } catch (IOException e) {
      reason = e.getMessage();
    }
    String message = "python3 with safetensors and numpy is not there: " + reason;
    if ("true".equals(System.getenv("ESPALIER_REQUIRE_REAL_PARTS"))) {
      fail(message);
    }
    abort(message);
  }

  private record Result(int exitCode, String output) {}

  private static Result python(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c", script));
    Collections.addAll(command, arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
