#include "engine/nodes/container.ensure/desiredcontainer.h"

#include "engine/base/bytesize.h"
#include "engine/nodes/jsontext.h"

#include <QRegularExpression>

#include <cmath>

namespace Saltern {

namespace {

using State = DesiredContainer::State;

State stateOf(const QString &name)
{
    if (name == QLatin1StringView("present"))
        return State::Present;
    if (name == QLatin1StringView("stopped"))
        return State::Stopped;
    return name == QLatin1StringView("absent") ? State::Absent : State::Running;
}

Result<QString> portOf(const QString &text)
{
    static const QRegularExpression valid(QStringLiteral(
        "\\A(?:(?:(?<ip>[0-9.]{7,15}|\\[[0-9a-fA-F:]{2,45}\\]):)?(?<host>[0-9]{1,5}):)?"
        "(?<port>[0-9]{1,5})(?:/(?<protocol>tcp|udp|sctp))?\\z"));
    const auto match = valid.match(text);
    const bool fits = match.hasMatch() && match.captured(u"host").toInt() <= 65535 &&
                      match.captured(u"port").toInt() <= 65535 &&
                      match.captured(u"port").toInt() > 0;
    if (!fits)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" in `ports` publishes no port.").arg(text.left(60)),
                    QStringLiteral("Write HOST:CONTAINER, IP:HOST:CONTAINER or CONTAINER, each "
                                   "perhaps with /udp."));
    QString ip = match.captured(u"ip");
    if (ip == QLatin1StringView("0.0.0.0"))
        ip.clear();
    QString port = ip.isEmpty() ? QString() : ip + u':';
    if (!match.captured(u"host").isEmpty())
        port += match.captured(u"host") + u':';
    const QString protocol = match.captured(u"protocol");
    return QString(port + match.captured(u"port") + u'/' +
                   (protocol.isEmpty() ? QStringLiteral("tcp") : protocol));
}

Result<QString> volumeOf(const QString &text)
{
    static const QRegularExpression valid(
        QStringLiteral("\\A(?<source>/[^:\\0]*|[a-zA-Z0-9][a-zA-Z0-9_.-]*):(?<target>/[^:\\0]*)"
                       "(?::(?<mode>ro|rw))?\\z"));
    const auto match = valid.match(text);
    if (!match.hasMatch())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" in `volumes` mounts nothing.").arg(text.left(80)),
                    QStringLiteral("Write NAME:/path or /folder/on/the/host:/path, read-only with "
                                   ":ro behind it."));
    const auto trimmed = [](QString path) {
        return path.size() > 1 && path.endsWith(u'/') ? path.chopped(1) : path;
    };
    QString volume = trimmed(match.captured(u"source")) + u':' + trimmed(match.captured(u"target"));
    if (match.captured(u"mode") == QLatin1StringView("ro"))
        volume += QStringLiteral(":ro");
    return volume;
}

Result<QString> networkOf(const QString &text)
{
    static const QRegularExpression valid(QStringLiteral("\\A[a-zA-Z0-9][a-zA-Z0-9_.-]*\\z"));
    if (!valid.match(text).hasMatch())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" in `networks` is not the name of a network.")
                        .arg(text.left(60)));
    return text;
}

// Reads settings that may be left out; remembers the first mistake.
class Reader
{
public:
    explicit Reader(const QJsonObject &parameters) : m_parameters(parameters) {}

    const std::optional<Error> &error() const { return m_error; }

    std::optional<QString> text(const QString &name) const
    {
        const QJsonValue value = m_parameters.value(name);
        return value.isUndefined() ? std::nullopt : std::optional(textOf(value));
    }

    std::optional<QStringList> list(const QString &name) const
    {
        const QJsonValue value = m_parameters.value(name);
        return value.isUndefined() ? std::nullopt : std::optional(oneOrMany(value));
    }

    std::optional<QStringList> list(const QString &name, Result<QString> (*read)(const QString &))
    {
        auto entries = list(name);
        for (qsizetype i = 0; entries && i < entries->size(); ++i) {
            const auto entry = read(entries->at(i));
            if (entry)
                entries->replace(i, *entry);
            else
                remember(entry.error());
        }
        return entries;
    }

    std::optional<QMap<QString, QString>> map(const QString &name)
    {
        const QJsonValue value = m_parameters.value(name);
        if (value.isUndefined())
            return {};
        QMap<QString, QString> entries;
        const QJsonObject object = value.toObject();
        for (auto entry = object.begin(); entry != object.end(); ++entry)
            entries.insert(entry.key(), textOf(entry.value()));
        return entries;
    }

    std::optional<qint64> bytes(const QString &name)
    {
        const auto written = text(name);
        if (!written)
            return {};
        const auto size = parseByteSize(*written);
        if (!size)
            remember(size.error());
        return size ? std::optional(*size) : std::nullopt;
    }

    std::optional<double> number(const QString &name) const
    {
        const QJsonValue value = m_parameters.value(name);
        return value.isUndefined() ? std::nullopt : std::optional(value.toDouble());
    }

    void remember(const Error &error)
    {
        if (!m_error)
            m_error = error;
    }

private:
    QJsonObject m_parameters;
    std::optional<Error> m_error;
};

void readName(Reader &reader, DesiredContainer &desired)
{
    static const QRegularExpression valid(QStringLiteral("\\A[a-zA-Z0-9][a-zA-Z0-9_.-]{0,199}\\z"));
    desired.name = reader.text(QStringLiteral("name")).value_or(QString());
    if (desired.name.startsWith(u'/')) // the Engine API writes names so
        desired.name.remove(0, 1);
    if (!valid.match(desired.name).hasMatch())
        reader.remember({ErrorKind::BadInput,
                         QStringLiteral("\"%1\" cannot be the name of a container.")
                             .arg(desired.name.left(60).simplified()),
                         QStringLiteral("Check what the template in `name` reads."),
                         {}});
}

void readImage(Reader &reader, DesiredContainer &desired)
{
    const auto text = reader.text(QStringLiteral("image"));
    if (!text)
        return;
    const auto image = ImageReference::parse(*text);
    if (image)
        desired.image = *image;
    else
        reader.remember(image.error());
}

} // namespace

Result<DesiredContainer> readDesiredContainer(const QJsonObject &parameters)
{
    Reader reader(parameters);
    DesiredContainer desired;
    readName(reader, desired);
    readImage(reader, desired);
    desired.state = stateOf(reader.text(QStringLiteral("state")).value_or(QString()));
    desired.pull = pullPolicyOf(reader.text(QStringLiteral("pull")).value_or(QString()));
    desired.command = reader.list(QStringLiteral("command"));
    desired.entrypoint = reader.list(QStringLiteral("entrypoint"));
    desired.env = reader.map(QStringLiteral("env"));
    desired.labels = reader.map(QStringLiteral("labels"));
    desired.ports = reader.list(QStringLiteral("ports"), portOf);
    desired.volumes = reader.list(QStringLiteral("volumes"), volumeOf);
    desired.networks = reader.list(QStringLiteral("networks"), networkOf);
    for (const auto list : {&desired.ports, &desired.volumes}) {
        if (*list)
            (*list)->sort();
    }
    desired.restart = reader.text(QStringLiteral("restart"));
    desired.user = reader.text(QStringLiteral("user"));
    desired.workdir = reader.text(QStringLiteral("workdir"));
    desired.hostname = reader.text(QStringLiteral("hostname"));
    desired.memory = reader.bytes(QStringLiteral("memory"));
    if (const auto cpus = reader.number(QStringLiteral("cpus")))
        desired.nanoCpus = std::llround(*cpus * 1e9);
    if (const auto pids = reader.number(QStringLiteral("pids")))
        desired.pids = std::llround(*pids);
    if (reader.error())
        return fail(*reader.error());
    return desired;
}

} // namespace Saltern
