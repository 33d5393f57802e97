package io.espalier.data.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.Python;
import io.espalier.data.DataFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pillow, which torchvision reads pictures with, finds the same samples. */
final class PictureInPythonTest {
  /** Prints one line a picture: its samples' digest, or that it is refused. */
  private static final String READ =
      """
      import hashlib, io, sys
      import numpy as np
      from PIL import Image
      def answer(b):
          try:
              im = Image.open(io.BytesIO(b))
              im.load()
              if im.mode == 'I;16':  # convert() would clip it to 255
                  a = (np.asarray(im) >> 8).astype(np.uint8)
                  a = np.stack([a] * 3)
              else:
                  a = np.asarray(im.convert('RGB')).transpose(2, 0, 1)
              return hashlib.sha256(np.ascontiguousarray(a).tobytes()).hexdigest()
          except Exception as e:
              return 'refused'
      """;

  private static final String EACH =
      READ + "for f in sys.argv[1:]: print(answer(open(f, 'rb').read()))";

  private static final String FLIPPED =
      READ
          + """
          for f in sys.argv[1:]:
              b = bytearray(open(f, 'rb').read())
              for i in range(8 * len(b)):
                  b[i // 8] ^= 1 << i % 8
                  print(answer(b))
                  b[i // 8] ^= 1 << i % 8
          """;

  @TempDir private Path folder;

  @BeforeEach
  void python() throws Exception {
    Python.require("numpy", "PIL");
  }

  @Test
  void pillowFindsTheSameSamplesInEveryPng() throws Exception {
    for (PngMaker.Made made : PngMaker.all()) {
      Files.write(folder.resolve(made.name()), made.png());
    }
    same();
  }

  @Test
  void pillowFindsTheSameSamplesInEveryKindOfJpeg() throws Exception {
    Python.Result written = Python.run(JpegKinds.SCRIPT, folder.toString());
    assertThat(written.exitCode()).as(written.output()).isZero();
    assertThat(files()).hasSizeGreaterThan(20);
    same();
  }

  /**
   * Tables and entropy-coded data have no sum: with a flipped bit they may stand for coefficients
   * beyond the range, which the decoders of JDKs and of Pillow clip in different ways.
   */
  @Test
  void aFlippedBitInAJpegsStructureIsRefusedOrGivesWhatPillowGives() throws Exception {
    for (String name : List.of("ramp-grey.jpg", "ramp-rgb.jpg", "four-cmyk.jpg")) {
      try (var in = getClass().getResourceAsStream("/pictures/" + name)) {
        Files.write(folder.resolve(name), java.util.Objects.requireNonNull(in).readAllBytes());
      }
    }
    List<String> answers = answers(FLIPPED);
    int line = 0;
    int imported = 0;
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      byte[] bytes = whole.clone();
      for (int bit = 0; bit < 8 * bytes.length; bit++, line++) {
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        String answer = answer(file, bytes);
        if (!answer.equals("refused") && isStructure(whole, bit / 8)) {
          assertThat(answer).as(file + ": bit " + bit).isEqualTo(answers.get(line));
          imported++;
        }
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      }
    }
    assertThat(line).isEqualTo(answers.size());
    assertThat(imported).isPositive();
  }

  /** Whether a byte is in a marker or in a segment other than those of tables. */
  private static boolean isStructure(byte[] jpeg, int position) {
    int at = 2;
    int marker = 0;
    while (marker != 0xda && at <= position) {
      marker = jpeg[at + 1] & 0xff;
      int next = at + 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
      if (position < next) {
        return position < at + 4 || (marker != 0xdb && marker != 0xc4);
      }
      at = next;
    }
    return position < 2 || position >= jpeg.length - 2;
  }

  private void same() throws Exception {
    List<String> answers = answers(EACH);
    List<Path> files = files();
    assertThat(answers).hasSameSizeAs(files);
    for (int i = 0; i < files.size(); i++) {
      String answer = answer(files.get(i), Files.readAllBytes(files.get(i)));
      assertThat(answer).as(files.get(i).toString()).isEqualTo(answers.get(i));
      assertThat(answer).isNotEqualTo("refused");
    }
  }

  private List<String> answers(String script) throws Exception {
    String[] arguments = files().stream().map(Path::toString).toArray(String[]::new);
    Python.Result result = Python.run(script, arguments);
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output().lines().toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static String answer(Path file, byte[] bytes) throws Exception {
    try {
      byte[] samples = Picture.read(file, bytes, (height, width) -> {}).samples();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(samples));
    } catch (DataFormatException e) {
      return "refused";
    }
  }
}
