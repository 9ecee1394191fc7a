package tlsrpt.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A name server on this machine that has the keys of signers, and nothing else.
public final class KeyServer implements AutoCloseable {

    private static final int HEADER = 12;
    private static final int TXT = 16;
    private static final int LONGEST_STRING = 255;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Map<String, String> records = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private volatile int rcode = -1;
    private volatile boolean silent;

    public KeyServer(DkimSigner... signers) throws IOException {
        for (var signer : signers) {
            records.put(signer.keyName(), signer.keyRecord());
        }
        Thread.ofVirtual().start(this::serve);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }

    /// Has it answer nothing, until it is told otherwise.
    public void silent(boolean whether) {
        silent = whether;
    }

    /// Has it answer with this error code only.
    public void fail(int code) {
        rcode = code;
    }

    public void publish(String name, String text) {
        records.put(name, text);
    }

    public void forgetKeys() {
        records.clear();
    }

    /// Returns the names that it was asked for.
    public Set<String> asked() {
        return Set.copyOf(asked);
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[4096], 4096);
        try {
            while (true) {
                socket.receive(packet);
                var answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (!silent) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private byte[] answer(byte[] query) throws IOException {
        var name = new StringBuilder();
        int at = HEADER;
        for (int length = query[at]; length > 0; length = query[at]) {
            name.append(name.isEmpty() ? "" : ".").append(new String(query, at + 1, length, ISO_8859_1));
            at += 1 + length;
        }
        var key = name.toString().toLowerCase(Locale.ROOT);
        asked.add(key);
        var record = rcode < 0 ? records.get(key) : null;
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(0x8180 | (rcode >= 0 ? rcode : record == null ? 3 : 0));
        out.writeShort(1);
        out.writeShort(record == null ? 0 : 1);
        out.writeInt(0);
        out.write(query, HEADER, at + 5 - HEADER);
        if (record != null) {
            int strings = (record.length() + LONGEST_STRING - 1) / LONGEST_STRING;
            out.writeShort(0xC000 | HEADER);
            out.writeShort(TXT);
            out.writeShort(1);
            out.writeInt(60);
            out.writeShort(record.length() + strings);
            for (int i = 0; i < record.length(); i += LONGEST_STRING) {
                var text = record.substring(i, Math.min(record.length(), i + LONGEST_STRING));
                out.writeByte(text.length());
                out.writeBytes(text);
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
