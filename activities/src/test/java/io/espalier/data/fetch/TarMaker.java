package io.espalier.data.fetch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes tar archives, honest ones and others. */
final class TarMaker {
  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

  /** Everything so far, without an end. */
  byte[] soFar() {
    return tar.toByteArray();
  }

  /** The whole archive. */
  byte[] end() {
    tar.writeBytes(new byte[1024]);
    return tar.toByteArray();
  }

  /** Adds an entry of a type: 0 a file, 2 a link, 5 a folder. */
  void entry(String name, byte[] content, char type) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, "%011o".formatted(content.length));
    put(header, 148, "        ");
    header[156] = (byte) type;
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    tar.writeBytes(header);
    tar.writeBytes(content);
    tar.writeBytes(new byte[Math.floorMod(-content.length, 512)]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
