package io.espalier.parts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * An authority and certificates that it signed, made by the JDK's keytool as PEM files in a folder:
 * {@code NAME.pem} and {@code NAME.key}, the authority's {@code root.pem}.
 */
public final class TestCertificates {
  private static final String PASSWORD = "of-a-test-only";

  private final Path folder;
  private final Path store;

  private TestCertificates(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("keys.p12");
  }

  /** Makes an authority in a folder, which must be there. */
  public static TestCertificates in(Path folder) {
    TestCertificates made = new TestCertificates(folder);
    made.keytool("root", "RSA", "-ext", "bc:c");
    made.write("root");
    return made;
  }

  /** The authority's certificate. */
  public Path root() {
    return folder.resolve("root.pem");
  }

  /** Makes the certificate of a server that is reached as localhost, and not as 127.0.0.1. */
  public TestCertificates server(String name) {
    return signed(name, "RSA", "-ext", "san=dns:localhost");
  }

  /**
   * Makes the certificate of a client; its common name is the name.
   *
   * @param algorithm of its key, {@code RSA} or {@code EC}
   */
  public TestCertificates client(String name, String algorithm) {
    return signed(name, algorithm);
  }

  /** The certificate of this name. */
  public Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  /** Its private key, PKCS#8. */
  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  private TestCertificates signed(String name, String algorithm, String... more) {
    List<String> arguments = new ArrayList<>(List.of("-signer", "root"));
    arguments.addAll(Arrays.asList(more));
    keytool(name, algorithm, arguments.toArray(String[]::new));
    write(name);
    return this;
  }

  private void keytool(String name, String algorithm, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                algorithm,
                "-validity",
                "30"));
    command.addAll(Arrays.asList(more));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + said);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String name) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      Certificate first = keys.getCertificateChain(name)[0];
      Files.writeString(certificate(name), pem("CERTIFICATE", first.getEncoded()));
      byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
      Files.writeString(key(name), pem("PRIVATE KEY", key));
      Files.setPosixFilePermissions(key(name), PosixFilePermissions.fromString("rw-------"));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] bytes) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }
}
