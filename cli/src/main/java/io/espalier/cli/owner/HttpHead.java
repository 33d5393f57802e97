package io.espalier.cli.owner;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the body of an HTTP/1.1 message.
 *
 * @param start the three parts of the request line or the status line
 * @param fields the header fields by their names in lower case
 */
record HttpHead(List<String> start, Map<String, String> fields) {
  /** More than any request of ours has; what is longer is not read. */
  static final int MAX_BYTES = 16 << 10;

  /**
   * Reads a head and nothing beyond it.
   *
   * @throws ProtocolException when it is too long or no HTTP
   * @throws EOFException when the other side ends before it does
   */
  static HttpHead read(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < 4 || !text.substring(text.length() - 4).equals("\r\n\r\n")) {
      if (text.length() == MAX_BYTES) {
        throw new ProtocolException("head: more than " + MAX_BYTES + " bytes");
      }
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended within the head of a message");
      }
      text.append((char) next);
    }
    return parse(text.toString().split("\r\n"));
  }

  private static HttpHead parse(String[] lines) throws ProtocolException {
    List<String> start = lines.length == 0 ? List.of() : List.of(lines[0].split(" ", 3));
    if (start.size() < 3 || lines[0].chars().anyMatch(Character::isISOControl)) {
      throw new ProtocolException("start line: no HTTP");
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      String name = colon < 0 ? "" : lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      // A field given twice could mean one thing to who signs and another to who reads.
      if (!name.matches("[\\w-]+")
          || fields.put(name, lines[i].substring(colon + 1).strip()) != null) {
        throw new ProtocolException("field " + i + ": no HTTP, or given twice");
      }
    }
    return new HttpHead(start, fields);
  }

  /** The method of a request. */
  String method() {
    return start.get(0);
  }

  /** Path and query of a request, as they were sent. */
  String target() {
    return start.get(1);
  }

  /**
   * The status of an answer.
   *
   * @throws ProtocolException when it is no answer
   */
  int status() throws ProtocolException {
    if (!start.get(1).matches("\\d{3}")) {
      throw new ProtocolException("status: " + start.get(1) + " (expected: three digits)");
    }
    return Integer.parseInt(start.get(1));
  }

  /** The value of a field, null where it is missing. */
  @Nullable String field(String name) {
    return fields.get(name.toLowerCase(Locale.ROOT));
  }

  /**
   * How long the body is that follows.
   *
   * @throws ProtocolException when that is not said in one number in [0, most]
   */
  int length(int most) throws ProtocolException {
    String said = field("Content-Length");
    if (said == null || !said.matches("\\d{1,9}") || Integer.parseInt(said) > most) {
      throw new ProtocolException("Content-Length: " + said + " (expected: in [0, " + most + "])");
    }
    return Integer.parseInt(said);
  }
}
