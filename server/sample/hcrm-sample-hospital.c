/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sample hospital: its departments with what they treat, and its users. */

#include "hcrm-sample-private.h"

/* clang-format off */
static const HcrmSampleDiagnosis ortho[] = {
  { "S72.0", "股骨颈骨折", "Fracture of neck of femur", "人工全髋关节置换术", "hip-replacement", "切口有无渗液；是否每日抗凝；能否扶助行器下地。疼痛 ≥ 7 分或发热，当日报我。", "切口愈合好，可扶助行器行走 20 米。", "防跌倒、防髋脱位：勿坐矮凳，勿交叉双腿。", 5 },
  { "M16.1", "髋关节骨性关节炎", "Coxarthrosis", "人工全髋关节置换术", "hip-replacement", "注意防脱位姿势，抗凝 35 天。", "切口干燥，髋外展 30 度。", "抗凝期间有牙龈出血或黑便要问清；勿自行停药。", 3 },
  { "M17.1", "膝关节骨性关节炎", "Gonarthrosis", "人工全膝关节置换术", "knee-replacement", "屈膝角度与疼痛。", "屈膝 95 度，可平地行走。", "小腿肿痛可能是血栓，当日报我。", 4 },
  { "S82.8", "踝关节骨折", "Fracture of ankle", "切开复位内固定术", "fracture", "肿胀、末梢血运。", "复位满意，患肢未负重。", "六周内不负重；石膏过紧、足趾发麻当日来院。", 3 },
};
static const HcrmSampleDiagnosis cardio[] = {
  { "I25.1", "冠状动脉粥样硬化性心脏病", "Coronary heart disease", "冠状动脉支架植入术", "pci", "双联抗血小板不可停；胸痛即来院。", "前降支支架一枚，术后无胸痛。", "出血或要做手术时先联系我，不可自行停药。", 6 },
  { "I21.0", "急性前壁心肌梗死", "Acute anterior myocardial infarction", "冠状动脉支架植入术", "pci", "心率、血压、活动耐量；双抗至少 12 个月。", "左室射血分数 48%，可平地慢走。", "夜间憋醒、下肢肿当日报我；避免用力排便。", 3 },
  { "I10", "原发性高血压 3 级", "Primary hypertension, grade 3", NULL, "hypertension", "家庭血压记录，早晚各一次。", "血压 150/95，已加用第二种药。", "勿因血压正常而停药；头晕时先坐下。", 5 },
  { "I50.0", "慢性心力衰竭", "Chronic heart failure", NULL, "heart-failure", "体重每日记录，三日增 2 kg 报告。", "心功能 II 级，下肢水肿已退。", "限水限盐；止痛药先问过我再用。", 3 },
};
static const HcrmSampleDiagnosis endo[] = {
  { "E11.9", "2 型糖尿病", "Type 2 diabetes mellitus", NULL, "diabetes", "空腹血糖目标 7.0 以下；低血糖处理。", "空腹血糖 8.2，已会自行注射胰岛素。", "心慌、出汗先测血糖、吃糖，再打电话。", 8 },
  { "E11.2", "2 型糖尿病，糖尿病肾病", "Type 2 diabetes with renal complications", NULL, "diabetes", "限盐限蛋白；复查尿微量白蛋白。", "肌酐 118，尿蛋白 ++。", "造影检查、止痛药先问过我；血钾已偏高。", 4 },
  { "E05.0", "甲状腺功能亢进症", "Thyrotoxicosis with diffuse goitre", NULL, "general-7-30-90", "两周复查血象。", "心率 88，已用抗甲状腺药。", "发热、咽痛立即查血象。", 2 },
};
static const HcrmSampleDiagnosis obgyn[] = {
  { "O82.0", "剖宫产分娩", "Delivery by elective caesarean section", "子宫下段剖宫产术", "childbirth", "切口、恶露、喂养情况。", "切口 I 期愈合，母婴同室。", "情绪低落要问，必要时请家属接电话。", 5 },
  { "O80.0", "顺产", "Spontaneous vertex delivery", NULL, "childbirth", "会阴伤口，母乳喂养。", "会阴 I 度裂伤已缝合，母乳喂养。", "产后出血多于月经量即来院。", 6 },
  { "D25.9", "子宫平滑肌瘤", "Leiomyoma of uterus", "腹腔镜下子宫肌瘤剔除术", "general-7-15-30", "阴道出血量。", "肌瘤三枚已剔除，血红蛋白 96。", "两年内避孕；病理结果由我告知。", 3 },
};
static const HcrmSampleDiagnosis surgery[] = {
  { "K80.2", "胆囊结石", "Calculus of gallbladder", "腹腔镜胆囊切除术", "abdominal-surgery", "低脂饮食两周。", "胆囊已切除，术后无黄疸。", "右上腹痛、皮肤发黄当日来院。", 6 },
  { "K35.8", "急性阑尾炎", "Acute appendicitis", "腹腔镜阑尾切除术", "abdominal-surgery", "发热、腹痛随时来院。", "切口无红肿，已进半流食。", "一周后拆线；切口渗液当日来院。", 4 },
  { "K40.9", "腹股沟疝", "Inguinal hernia", "腹股沟疝修补术", "abdominal-surgery", "三月内避免负重。", "补片修补，阴囊轻度肿。", "咳嗽、便秘要处理，防复发。", 4 },
};
static const HcrmSampleDiagnosis children[] = {
  { "J18.0", "支气管肺炎", "Bronchopneumonia", NULL, "child-pneumonia", "体温、精神、进食；气促即来院。", "体温正常三天，肺部啰音已少。", "面色发灰、拒食即来院；退热药间隔 6 小时。", 8 },
  { "J21.9", "毛细支气管炎", "Acute bronchiolitis", NULL, "general-7-15-30", "雾化疗程完成情况。", "喘息缓解，吃奶如常。", "家中不可吸烟；呼吸每分超过 50 次即来院。", 3 },
};
static const HcrmSampleDiagnosis neuro[] = {
  { "I63.9", "脑梗死", "Cerebral infarction", NULL, "stroke", "吞咽、肢体力量；抗血小板不可停。", "左侧肢体肌力 4 级，可扶行。", "说话不清，请找家属；进食呛咳要报我。", 8 },
  { "I61.9", "脑出血", "Intracerebral haemorrhage", NULL, "stroke", "血压控制在 140/90 以下。", "出血已吸收，神志清。", "抗凝药一律不用；剧烈头痛即来院。", 3 },
  { "G40.9", "癫痫", "Epilepsy", NULL, "epilepsy", "规律服药，记录发作。", "三月无发作，血药浓度达标。", "勿驾车、勿独自游泳；加用别的药先问过我。", 2 },
};
static const HcrmSampleDiagnosis respiratory[] = {
  { "J44.1", "慢性阻塞性肺疾病急性加重", "COPD with acute exacerbation", NULL, "copd", "吸入装置使用方法；戒烟。", "静息血氧 93%，家庭氧疗每日 15 小时。", "氧流量不超过 2 升；嗜睡即来院。", 7 },
  { "J18.9", "社区获得性肺炎", "Community-acquired pneumonia", NULL, "general-7-15-30", "两周复查胸片。", "体温正常，胸片已吸收大半。", "痰中带血或再发热即来院。", 4 },
};
static const HcrmSampleDiagnosis oncology[] = {
  { "C50.9", "乳腺恶性肿瘤", "Malignant neoplasm of breast", "乳腺癌改良根治术", "tumour", "引流、患肢活动；化疗前血象。", "引流管已拔，第一程化疗已完成。", "患肢不测血压、不抽血；发热先查血象。", 4 },
  { "C18.9", "结肠恶性肿瘤", "Malignant neoplasm of colon", "腹腔镜结肠癌根治术", "tumour", "排便、体重；按期化疗。", "肠功能恢复，切口愈合。", "腹胀、停止排气即来院；化疗日期不可自改。", 4 },
  { "C34.9", "肺恶性肿瘤", "Malignant neoplasm of lung", NULL, "tumour", "咳血、发热随时来院。", "化疗后乏力，体重减 3 kg。", "诊断由医生当面告知，电话中勿提。", 4 },
};
static const HcrmSampleDiagnosis eyes[] = {
  { "H25.9", "老年性白内障", "Senile cataract", "白内障超声乳化联合人工晶体植入术", "cataract", "按时点眼药，勿揉眼。", "裸眼视力 0.6，角膜透明。", "两周内防水；眼痛、视力骤降当日来院。", 6 },
  { "H40.1", "原发性开角型青光眼", "Primary open-angle glaucoma", NULL, "general-7-30-90", "眼压复查。", "眼压 17，视野未进展。", "不可自停滴眼液；感冒药先问过我。", 2 },
};

#define D(list) list, G_N_ELEMENTS (list)
const HcrmSampleDepartment hcrm_sample_departments[] = {
  { "ORTHO",   "骨科",     "Orthopaedics",      "EAST", "骨科二病区",     "Orthopaedic Ward 2",   45, 88, ANYBODY, 10, 13, D (ortho) },
  { "CARDIO",  "心内科",   "Cardiology",        "EAST", "心内科一病区",   "Cardiology Ward 1",    48, 86, ANYBODY, 7,  14, D (cardio) },
  { "ENDO",    "内分泌科", "Endocrinology",     "EAST", "内分泌科病区",   "Endocrinology Ward",   35, 82, ANYBODY, 8,  10, D (endo) },
  { "OBGYN",   "妇产科",   "Obstetrics",        "EAST", "产科病区",       "Maternity Ward",       22, 42, MOTHERS, 5,  12, D (obgyn) },
  { "SURGERY", "普外科",   "General Surgery",   "EAST", "普外科一病区",   "Surgical Ward 1",      25, 80, ANYBODY, 6,  13, D (surgery) },
  { "PEDIA",   "儿科",     "Paediatrics",       "EAST", "儿科病区",       "Children's Ward",      0,  10, ANYBODY, 6,  8,  D (children) },
  { "NEURO",   "神经内科", "Neurology",         "WEST", "神经内科病区",   "Neurology Ward",       50, 88, ANYBODY, 12, 11, D (neuro) },
  { "RESP",    "呼吸内科", "Respiratory",       "WEST", "呼吸内科病区",   "Respiratory Ward",     45, 86, ANYBODY, 9,  9,  D (respiratory) },
  { "ONCO",    "肿瘤科",   "Oncology",          "WEST", "肿瘤科病区",     "Oncology Ward",        40, 78, ANYBODY, 11, 6,  D (oncology) },
  { "EYE",     "眼科",     "Ophthalmology",     "WEST", "眼科病区",       "Eye Ward",             55, 88, ANYBODY, 3,  4,  D (eyes) },
};
#undef D

const HcrmSampleUser hcrm_sample_users[] = {
  { "agent",      "agent",      "林晓",   "A3017", NULL,             "EAST", "CENTRE" },
  { "agent2",     "agent",      "何嘉",   "A3018", NULL,             "EAST", "CENTRE" },
  { "supervisor", "supervisor", "石磊",   "A3001", "班长",           "EAST", "CENTRE" },
  { "doctor",     "doctor",     "陈一帆", "D1001", "主治医师",       "EAST", "ORTHO" },
  { "nurse",      "nurse",      "方小禾", "N1001", "主管护师",       "EAST", "ORTHO" },
  { "head",       "head",       "邵文远", "D1000", "科主任",         "EAST", "ORTHO" },
  { "reviewer",   "reviewer",   "白露",   "Q2001", NULL,             "EAST", "QUALITY" },
  { "designer",   "designer",   "叶青",   "Q2002", NULL,             "EAST", "QUALITY" },
  { "clerk",      "clerk",      "许敏",   "A3030", NULL,             "EAST", "CENTRE" },
  { "vip",        "vip",        "温雅",   "V4001", NULL,             "EAST", "CHECKUP" },
  { "partner",    "partner",    "梁洪",   "P4101", NULL,             "EAST", "PARTNER" },
  { "cashier",    "cashier",    "金玲",   "C4201", NULL,             "EAST", "FINANCE" },
  { "manager",    "manager",    "顾方正", "M0001", "副院长",         "EAST", "OFFICE" },
  { "researcher", "researcher", "苏文",   "R4301", "研究员",         "EAST", "QUALITY" },
  { "knowledge",  "knowledge",  "贺知微", "A3040", NULL,             "EAST", "CENTRE" },
  { "admin",      "admin",      "唐维",   "I4401", "信息科工程师",   "EAST", "IT" },
};
/* clang-format on */

const guint hcrm_sample_n_departments = G_N_ELEMENTS (hcrm_sample_departments);
const guint hcrm_sample_n_users = G_N_ELEMENTS (hcrm_sample_users);
