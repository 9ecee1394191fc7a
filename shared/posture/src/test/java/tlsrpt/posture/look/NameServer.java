package tlsrpt.posture.look;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A name server on this machine whose root zone holds everything, signed on the fly.
///
/// What is missing is denied by an NSEC record made for the question, so there is no NXDOMAIN.
public final class NameServer implements AutoCloseable {

    private static final Name ROOT = Name.root;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final KeyPair keys;
    private final DNSKEYRecord dnskey;
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final Set<Name> tampered = ConcurrentHashMap.newKeySet();
    private final Set<Name> failing = ConcurrentHashMap.newKeySet();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean silent;
    private volatile boolean unsigned;
    private volatile Duration signedFor = Duration.ofDays(30);

    NameServer() throws IOException, GeneralSecurityException {
        var loopback = InetAddress.getLoopbackAddress();
        tcp = new ServerSocket(0, 50, loopback);
        udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        keys = generator.generateKeyPair();
        try {
            dnskey = new DNSKEYRecord(
                    ROOT,
                    DClass.IN,
                    3600,
                    DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY,
                    DNSKEYRecord.Protocol.DNSSEC,
                    DNSSEC.Algorithm.ECDSAP256SHA256,
                    keys.getPublic());
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException(e);
        }
        records.add(dnskey);
        zone(". 3600 IN NS ns.test.");
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), udp.getLocalPort());
    }

    int port() {
        return udp.getLocalPort();
    }

    /// How many questions came.
    public int questions() {
        return questions.get();
    }

    public String anchors() {
        return new DSRecord(ROOT, DClass.IN, 3600, DNSSEC.Digest.SHA256, dnskey).toString();
    }

    /// Adds records, as lines of a zone file.
    public NameServer zone(String lines) {
        try (var master = new Master(
                new java.io.ByteArrayInputStream(lines.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), ROOT)) {
            for (var record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.add(record);
            }
            return this;
        } catch (IOException e) {
            throw new IllegalArgumentException(lines, e);
        }
    }

    public NameServer replace(String name, int type, String lines) {
        records.removeIf(record -> record.getName().equals(name(name)) && record.getType() == type);
        return zone(lines);
    }

    NameServer tamperWith(String name) {
        tampered.add(name(name));
        return this;
    }

    NameServer failFor(String name) {
        failing.add(name(name));
        return this;
    }

    public NameServer silent() {
        silent = true;
        return this;
    }

    /// From here on like a resolver that knows nothing of DNSSEC.
    public NameServer unsigned() {
        unsigned = true;
        return this;
    }

    NameServer signedFor(Duration time) {
        signedFor = time;
        return this;
    }

    private static Name name(String text) {
        return Name.fromConstantString(text.endsWith(".") ? text : text + ".");
    }

    private void serveUdp() {
        var buffer = new byte[4096];
        try {
            while (true) {
                var packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                if (!silent) {
                    var query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                    var answer = answer(query).toWire(1232);
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serveTcp() {
        try {
            while (true) {
                var socket = tcp.accept();
                Thread.ofVirtual().start(() -> serveTcp(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serveTcp(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                var query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                var answer = answer(new Message(query)).toWire(65535);
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException e) {
            // The client has what it wanted.
        }
    }

    private Message answer(Message query) {
        questions.incrementAndGet();
        var asked = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(asked, Section.QUESTION);
        answer.addRecord(new OPTRecord(1232, 0, 0, 0x8000), Section.ADDITIONAL);
        if (failing.contains(asked.getName())) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        var name = asked.getName();
        for (int i = 0; i < 20; i++) {
            var alias = set(name, Type.CNAME);
            if (alias.isEmpty() || asked.getType() == Type.CNAME) {
                break;
            }
            add(answer, alias, Section.ANSWER);
            name = ((CNAMERecord) alias.getFirst()).getTarget();
        }
        var found = set(name, asked.getType());
        if (found.isEmpty() && !set(name, Type.CNAME).isEmpty()) {
            return answer;
        }
        if (found.isEmpty()) {
            add(answer, List.of(new NSECRecord(name, DClass.IN, 60, next(name), types(name))), Section.AUTHORITY);
        } else {
            add(answer, found, Section.ANSWER);
        }
        return answer;
    }

    private List<Record> set(Name name, int type) {
        return records.stream()
                .filter(record -> record.getName().equals(name) && record.getType() == type)
                .toList();
    }

    private int[] types(Name name) {
        var types = new ArrayList<Integer>(List.of(Type.RRSIG, Type.NSEC));
        records.stream()
                .filter(record -> record.getName().equals(name))
                .map(Record::getType)
                .forEach(types::add);
        if (types.contains(Type.NS)) {
            // Otherwise it would look like a delegation.
            types.add(Type.SOA);
        }
        return types.stream().mapToInt(type -> type).distinct().toArray();
    }

    private static Name next(Name name) {
        try {
            return Name.concatenate(Name.fromString("\\000"), name);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(Message answer, List<Record> set, int section) {
        if (unsigned && set.getFirst() instanceof NSECRecord) {
            return;
        }
        set.forEach(record -> answer.addRecord(record, section));
        if (unsigned) {
            return;
        }
        var rrset = new RRset();
        set.forEach(rrset::addRR);
        try {
            var signature = DNSSEC.sign(
                    rrset,
                    dnskey,
                    keys.getPrivate(),
                    Instant.now().minus(Duration.ofDays(60)),
                    Instant.now().plus(signedFor));
            answer.addRecord(tampered.contains(set.getFirst().getName()) ? spoiled(signature) : signature, section);
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RRSIGRecord spoiled(RRSIGRecord signature) {
        var bytes = signature.getSignature().clone();
        bytes[0] ^= 1;
        return new RRSIGRecord(
                signature.getName(),
                DClass.IN,
                signature.getTTL(),
                signature.getTypeCovered(),
                signature.getAlgorithm(),
                signature.getOrigTTL(),
                signature.getExpire(),
                signature.getTimeSigned(),
                signature.getFootprint(),
                signature.getSigner(),
                bytes);
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
