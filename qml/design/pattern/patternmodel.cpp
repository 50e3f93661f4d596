#include "qml/design/pattern/patternmodel.h"

#include "engine/events/event.h"
#include "engine/events/matcher.h"
#include "engine/pipeline/yamldocument.h"
#include "engine/pipeline/yamlwriter.h"

#include <QJSValue>
#include <QJsonDocument>

#include "qml/design/pattern/eventpaths.h"
#include <algorithm>

namespace Saltern {

namespace {

QString kindName(PatternRow::Kind kind)
{
    static const QStringList names{QStringLiteral("field"),
                                   QStringLiteral("more"),
                                   QStringLiteral("or"),
                                   QStringLiteral("branch")};
    return names.at(kind);
}

bool hasTest(const PatternRow &row)
{
    return row.kind == PatternRow::Field || row.kind == PatternRow::More;
}

const PatternTestKind &kindOf(const QString &test)
{
    const auto &kinds = patternTestKinds();
    const auto found = std::find_if(
        kinds.begin(), kinds.end(), [&](const PatternTestKind &kind) { return kind.id == test; });
    return found == kinds.end() ? kinds.back() : *found;
}

QJsonObject objectOf(const QVariant &value)
{
    const QVariant plain =
        value.userType() == qMetaTypeId<QJSValue>() ? value.value<QJSValue>().toVariant() : value;
    return QJsonValue::fromVariant(plain).toObject();
}

bool fits(const Pattern &pattern, const QJsonObject &event)
{
    QByteArray json = QJsonDocument(event).toJson(QJsonDocument::Compact);
    constexpr qsizetype padding = 64; // what the matcher may read behind the event
    json.reserve(json.size() + padding);
    Matcher matcher(std::vector<Matcher::Entry>{{.id = 1, .pattern = pattern}});
    std::vector<quint32> matches;
    return matcher.match(json, matches) && !matches.empty();
}

} // namespace

PatternModel::PatternModel(QObject *parent) : QAbstractListModel(parent)
{
}

QVariant PatternModel::pattern() const
{
    return m_pattern.toVariantMap();
}

void PatternModel::setPattern(const QVariant &pattern)
{
    const QJsonObject object = objectOf(pattern);
    // Our own edit comes back: lines that are not finished yet stay.
    if (object == m_pattern && m_expressible)
        return;
    const auto rows = patternRows(object);
    beginResetModel();
    m_pattern = object;
    m_expressible = rows.has_value();
    m_rows = rows.value_or(QList<PatternRow>());
    const RowsPattern built = patternOf(m_rows);
    m_said = m_expressible ? built.pattern : object;
    m_pointers = built.pointers;
    m_verdicts = QList<Verdict>(m_rows.size());
    endResetModel();
    Q_EMIT patternChanged();
    judge();
}

void PatternModel::setSamples(const QVariantList &events)
{
    if (events == m_samples)
        return;
    m_samples = events;
    m_sample = std::clamp<int>(m_sample, 0, std::max(0, static_cast<int>(events.size()) - 1));
    Q_EMIT samplesChanged();
    judge();
}

void PatternModel::setSample(int index)
{
    if (index == m_sample || index < 0 || index >= m_samples.size())
        return;
    m_sample = index;
    Q_EMIT samplesChanged();
    judge();
}

QVariantList PatternModel::tests() const
{
    QVariantList list;
    for (const PatternTestKind &kind : patternTestKinds())
        list.append(QVariantMap{{QStringLiteral("value"), kind.id},
                                {QStringLiteral("text"), kind.title},
                                {QStringLiteral("placeholder"), kind.placeholder}});
    return list;
}

int PatternModel::testIndex(const QString &test)
{
    return static_cast<int>(&kindOf(test) - patternTestKinds().data());
}

QVariantList PatternModel::paths() const
{
    QVariantList list;
    const auto found = eventPaths(objectOf(m_samples.value(m_sample)));
    for (const EventPath &path : found)
        list.append(QVariantMap{{QStringLiteral("path"), path.path},
                                {QStringLiteral("value"), path.value}});
    return list;
}

void PatternModel::setPath(int row, const QString &path)
{
    if (row < 0 || row >= m_rows.size() || m_rows.at(row).path == path.trimmed())
        return;
    for (qsizetype i = row; i < endOfRow(m_rows, row); ++i)
        m_rows[i].path = path.trimmed();
    publish();
}

void PatternModel::setTest(int row, const QString &test)
{
    if (row < 0 || row >= m_rows.size() || m_rows.at(row).test.test == test)
        return;
    m_rows[row].test.test = test;
    changedField(row);
}

void PatternModel::setValue(int row, const QString &value)
{
    if (row < 0 || row >= m_rows.size() || m_rows.at(row).test.value == value)
        return;
    m_rows[row].test.value = value;
    changedField(row);
}

// When the field stood in the pattern before and does so now, only it is written.
void PatternModel::changedField(qsizetype row)
{
    const QString before = m_pointers.at(row);
    const QString after = patternOf(m_rows).pointers.at(row);
    const bool own = m_pattern.contains(m_rows.at(row).path) && m_rows.at(row).depth == 0;
    publish(own && before == after ? after : QString());
}

// Tells the owner, and the views, of a change of m_rows. An unfinished line changes nothing yet.
void PatternModel::publish(const QString &pointer)
{
    const RowsPattern built = patternOf(m_rows);
    m_pointers = built.pointers;
    m_verdicts.resize(m_rows.size());
    const bool changed = built.pattern != m_said;
    m_said = built.pattern;
    judge();
    if (!changed)
        return;
    m_pattern = m_said;
    Q_EMIT patternChanged();
    if (pointer.isEmpty()) {
        Q_EMIT edited({}, m_pattern.toVariantMap());
        return;
    }
    const qsizetype row = m_pointers.indexOf(pointer);
    Q_EMIT edited(pointer, m_pattern.value(m_rows.at(row).path).toVariant());
}

void PatternModel::removeRow(int row)
{
    if (row < 0 || row >= m_rows.size())
        return;
    const qsizetype end = endOfRow(m_rows, row);
    // The next test of a field takes the place of its first.
    const bool promotes = m_rows.at(row).kind == PatternRow::Field && row + 1 < m_rows.size() &&
                          m_rows.at(row + 1).kind == PatternRow::More;
    const qsizetype last = promotes ? row : end - 1;
    beginRemoveRows({}, row, static_cast<int>(last));
    m_rows.remove(row, last - row + 1);
    m_verdicts.remove(row, last - row + 1);
    if (promotes)
        m_rows[row].kind = PatternRow::Field;
    endRemoveRows();
    publish();
}

int PatternModel::insertRow(qsizetype at, const PatternRow &row)
{
    beginInsertRows({}, static_cast<int>(at), static_cast<int>(at));
    m_rows.insert(at, row);
    m_verdicts.insert(at, Verdict());
    m_pointers.insert(at, QString());
    endInsertRows();
    return static_cast<int>(at);
}

int PatternModel::addField(int row)
{
    const PatternTest unfinished{QStringLiteral("is"), {}};
    if (row < 0) {
        // In front of the $or, which reads better last.
        const auto isOr = [](const PatternRow &each) {
            return each.kind == PatternRow::Or && each.depth == 0;
        };
        const auto at = std::find_if(m_rows.begin(), m_rows.end(), isOr) - m_rows.begin();
        return insertRow(at, {.test = unfinished});
    }
    return insertRow(endOfRow(m_rows, row),
                     {.depth = m_rows.at(row).depth + 1, .test = unfinished});
}

int PatternModel::addTest(int row)
{
    while (m_rows.at(row).kind == PatternRow::More)
        --row;
    const PatternRow field = m_rows.at(row);
    return insertRow(endOfRow(m_rows, row),
                     {.kind = PatternRow::More,
                      .depth = field.depth,
                      .path = field.path,
                      .test = {field.test.test, {}}});
}

int PatternModel::addOr()
{
    const bool there = std::any_of(m_rows.begin(), m_rows.end(), [](const PatternRow &row) {
        return row.kind == PatternRow::Or && row.depth == 0;
    });
    if (there)
        return -1;
    const int row = insertRow(m_rows.size(), {.kind = PatternRow::Or});
    addBranch(row);
    addBranch(row);
    return row;
}

int PatternModel::addBranch(int orRow)
{
    const int row = insertRow(endOfRow(m_rows, orRow),
                              {.kind = PatternRow::Branch, .depth = m_rows.at(orRow).depth + 1});
    addField(row);
    return row;
}

QString PatternModel::yaml() const
{
    QByteArray text;
    for (auto field = m_pattern.begin(); field != m_pattern.end(); ++field)
        text += writeYamlKey(field.key()) + ':' + writeYamlValue(field.value(), 0) + '\n';
    return QString::fromUtf8(text);
}

QString PatternModel::setYaml(const QString &text)
{
    const YamlDocument document = readYaml(text.toUtf8());
    if (!document.problems.isEmpty()) {
        const Problem &problem = document.problems.first();
        return tr("Line %1: %2 %3").arg(problem.position.line).arg(problem.message, problem.remedy);
    }
    if (!document.value.isObject() && !document.value.isNull() && !text.trimmed().isEmpty())
        return tr(
            "A pattern consists of fields. Write for example `type: [docker/container/die]`.");
    const QJsonObject object = document.value.toObject();
    if (const auto pattern = Pattern::fromJson(object); !pattern && !object.isEmpty())
        return pattern.error().toString();
    if (object == m_pattern)
        return {};
    setPattern(object.toVariantMap());
    Q_EMIT edited({}, object.toVariantMap());
    return {};
}

void PatternModel::judge()
{
    m_error.clear();
    m_outcome.clear();
    m_matched = false;
    for (Verdict &verdict : m_verdicts)
        verdict = {};
    const auto pattern = Pattern::fromJson(m_said);
    if (m_said.isEmpty()) {
        m_outcome = tr("Without a clause, every event fits.");
        m_matched = true;
    } else if (!pattern) {
        m_error = pattern.error().toString();
        for (qsizetype row = 0; row < m_rows.size(); ++row) {
            if (!m_pointers.at(row).isEmpty() && hasTest(m_rows.at(row)) &&
                pattern.error().detail.startsWith(m_pointers.at(row)))
                m_verdicts[row].problem = m_error;
        }
    } else if (!m_samples.isEmpty()) {
        judgeSample(*pattern);
    }
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
    Q_EMIT verdictsChanged();
}

void PatternModel::judgeSample(const Pattern &pattern)
{
    const QJsonObject event = objectOf(m_samples.at(m_sample));
    const auto clauses = explainPattern(pattern, event);
    m_matched = fits(pattern, event);
    m_outcome = explainOutcome(m_matched, clauses);
    for (const ClauseVerdict &clause : clauses) {
        const qsizetype row = m_pointers.indexOf(clause.pointer);
        if (row >= 0)
            m_verdicts[row] = {.verdict = clause.matched ? QStringLiteral("fits")
                                                         : QStringLiteral("misses"),
                               .seen = clause.seen,
                               .sentence = clause.sentence};
    }
}

int PatternModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PatternModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PatternRow &row = m_rows.at(index.row());
    const Verdict &verdict = m_verdicts.at(index.row());
    switch (role) {
    case KindRole:
        return kindName(row.kind);
    case DepthRole:
        return row.depth;
    case PathRole:
        return row.path;
    case TestRole:
        return row.test.test;
    case ValueRole:
        return row.test.value;
    case PlaceholderRole:
        return hasTest(row) ? kindOf(row.test.test).placeholder : QString();
    case VerdictRole:
        return verdict.verdict;
    case SeenRole:
        return verdict.seen;
    case SentenceRole:
        return verdict.sentence;
    case ProblemRole:
        return verdict.problem;
    default:
        return {};
    }
}

QHash<int, QByteArray> PatternModel::roleNames() const
{
    return {{KindRole, "kind"},
            {DepthRole, "depth"},
            {PathRole, "path"},
            {TestRole, "test"},
            {ValueRole, "value"},
            {PlaceholderRole, "placeholder"},
            {VerdictRole, "verdict"},
            {SeenRole, "seen"},
            {SentenceRole, "sentence"},
            {ProblemRole, "problem"}};
}

} // namespace Saltern
