#include "engine/nodes/window/windowkey.h"

#include <algorithm>

namespace Saltern {

namespace {

class EventScope final : public TemplateScope
{
public:
    explicit EventScope(const Event &event) : m_event(event) {}

    std::optional<QJsonValue> root(const QString &name) const override
    {
        if (name != QLatin1StringView("event"))
            return std::nullopt;
        return m_event.object();
    }

    Result<QString> secret(const QString &) const override
    {
        return fail(ErrorKind::BadInput, QStringLiteral("A key is no place for a secret."));
    }

private:
    const Event &m_event;
};

bool isPlainName(const QString &segment)
{
    return !segment.isEmpty() && std::all_of(segment.begin(), segment.end(), [](QChar c) {
        return c.isLetter() || c == u'_';
    });
}

} // namespace

Result<WindowKey> WindowKey::make(const QString &by)
{
    WindowKey key;
    key.m_by = by.trimmed();
    if (key.m_by.isEmpty())
        return key;
    auto parsed = Template::parse(QStringLiteral("{{ ") + key.m_by + QStringLiteral(" }}"));
    if (!parsed)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("`by: %1` is no path.").arg(key.m_by.left(80)),
                    parsed.error().message);
    key.m_template = *std::move(parsed);
    const QList<TemplateReference> references = key.m_template.references();
    for (const TemplateReference &reference : references) {
        if (reference.segments.value(0) != QLatin1StringView("event"))
            return fail(ErrorKind::BadInput,
                        QStringLiteral("`by` reads the event that arrives, and \"%1\" is not in "
                                       "it.")
                            .arg(reference.path.left(80)),
                        QStringLiteral("Begin with event., e.g. event.data.container.name."));
    }
    if (references.isEmpty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("`by: %1` is the same for every event.").arg(key.m_by.left(80)),
                    QStringLiteral("Name a field, e.g. event.data.container.name, or leave `by` "
                                   "out."));
    const QStringList segments = references.constFirst().segments.mid(1);
    const QString path = segments.join(u'.');
    key.m_isPlainPath = !segments.isEmpty() && key.m_by == QStringLiteral("event.") + path &&
                        std::all_of(segments.begin(), segments.end(), isPlainName);
    key.m_path = PathTrie({path.toStdString()});
    return key;
}

Result<std::string> WindowKey::of(const Event &event)
{
    std::string key;
    if (m_by.isEmpty() || (m_isPlainPath && readPlainText(event, key)))
        return key;
    return render(event);
}

bool WindowKey::readPlainText(const Event &event, std::string &key)
{
    const auto object = m_parser.parse(event.json());
    if (!object)
        return false;
    m_leaves.read(m_path, 1, *object);
    const std::int32_t first = m_leaves.first(0);
    if (first < 0 || m_leaves.hasArrays())
        return false;
    const EventLeaves::Leaf &leaf = m_leaves.leaf(first);
    if (leaf.next >= 0 || leaf.value.type != Scalar::Type::Text || leaf.value.text.size() > longest)
        return false;
    key = leaf.value.text;
    return true;
}

Result<std::string> WindowKey::render(const Event &event) const
{
    const auto rendered = m_template.render(EventScope(event));
    if (!rendered)
        return fail(rendered.error());
    if (rendered->isArray() || rendered->isObject() || rendered->isNull())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("`by: %1` is neither text nor a number in this event.")
                        .arg(m_by.left(80)),
                    QStringLiteral("Name a single value, or add | default('none')."));
    std::string key = rendered->toVariant().toString().toStdString();
    if (key.size() > longest)
        return fail(
            ErrorKind::TooLarge,
            QStringLiteral("The key has %1 bytes; it has at most %2.").arg(key.size()).arg(longest),
            QStringLiteral("Use a shorter field for `by`."));
    return key;
}

} // namespace Saltern
