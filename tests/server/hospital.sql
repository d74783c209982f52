-- The small hospital of the server's tests, written by the owner.
SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);
INSERT INTO site (parent_id, code, name, name_en) VALUES
  (NULL, 'HQ', '示范医院', 'Model Hospital'), (1, 'EAST', '东院区', 'East Campus'), (1, 'WEST', '西院区', 'West Campus');
INSERT INTO department (site_id, parent_id, code, kind, name, name_en) VALUES
  (2, NULL, 'ORTHO', 'clinical', '骨科', 'Orthopaedics'), (2, 1, 'ORTHO-2', 'ward', '骨科二病区', 'Orthopaedic Ward 2'),
  (2, NULL, 'CARDIO', 'clinical', '心内科', 'Cardiology'), (2, NULL, 'CENTRE', 'centre', '客户服务中心', 'Service Centre'),
  (3, NULL, 'NEURO', 'clinical', '神经内科', 'Neurology');
INSERT INTO staff (number, name, pinyin, initials, title) VALUES
  ('D1001', '陈一帆', 'chen yi fan', 'cyf', '主治医师'), ('D1002', '苏文', 'su wen', 'sw', '主治医师'),
  ('A3017', '林晓', 'lin xiao', 'lx', NULL), ('A3018', '何嘉', 'he jia', 'hj', NULL), ('S3001', '石磊', 'shi lei', 'sl', NULL),
  ('H1001', '邵文远', 'shao wen yuan', 'swy', '科主任'), ('M1', '管理', 'guan li', 'gl', NULL);
INSERT INTO staff_post (staff_id, department_id, head) VALUES (1, 1, false), (2, 3, false), (3, 4, false), (4, 4, false),
  (5, 4, false), (6, 1, true), (7, 4, false);
INSERT INTO app_user (staff_id, username, password_hash, language)
SELECT staff_id, username, :password, 'zh_CN'
  FROM (VALUES (3, 'agent'), (4, 'agent2'), (5, 'supervisor'), (1, 'doctor'), (2, 'doctor2'), (6, 'head'), (7, 'admin'), (7, 'manager')) AS u (staff_id, username);
INSERT INTO user_role (user_id, role_id)
SELECT u.id, r.id FROM app_user AS u JOIN role AS r ON r.code = regexp_replace(u.username, '[0-9]$', '') WHERE u.staff_id IS NOT NULL;
