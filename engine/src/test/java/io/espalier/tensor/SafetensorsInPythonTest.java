package io.espalier.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.Python;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Python.require("safetensors", "numpy");
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

    Python.Result result =
        Python.run(SCRIPT, weightsFile.toString(), flagsFile.toString(), back.toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
    SortedMap<String, Tensor> read = Safetensors.read(Files.readAllBytes(back));
    assertThat(read.keySet()).containsExactly("a", "z");
    assertThat(Tensors.get(read, "z"))
        .isEqualTo(new Tensor(new int[] {2, 2}, new float[] {0, 1, 2, 3}));
    assertThat(Tensors.get(read, "a")).isEqualTo(Tensors.get(weights, "fc1.bias"));
  }
}
